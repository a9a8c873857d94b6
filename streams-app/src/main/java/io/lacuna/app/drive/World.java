package io.lacuna.app.drive;

import java.util.function.Consumer;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/** What a driven task learns of what is around it, and what becomes of what it sends on. */
public interface World {

  /** Where the record that is being processed stands in the log; a driver counts from 0. */
  RecordMetadata located(RecordMetadata byDriver);

  /** The partition whose task it is; a driver's is always 0. */
  default int partition() {
    return 0;
  }

  /** Whether changes of the stores are logged, so that another task can be restored from them. */
  default boolean logsState() {
    return true;
  }

  /** The wall clock that processors and their punctuations see, UTC ms. */
  default long wall(long nowMs) {
    return nowMs;
  }

  /**
   * A processor forwards a record.
   *
   * @param child name of the child
   * @param onward forwards a record to it in truth
   */
  default void forward(
      String child, Record<Object, Object> record, Consumer<Record<Object, Object>> onward) {
    onward.accept(record);
  }
}
