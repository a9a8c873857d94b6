package io.lacuna.app.replay;

import org.apache.kafka.streams.processor.api.Record;

/** Takes what a repeated task sends on besides predictions. */
public interface SideOutput {

  /**
   * @param late whether it is a late sample; a dead letter otherwise
   */
  void replayed(boolean late, Record<Object, Object> record);
}
