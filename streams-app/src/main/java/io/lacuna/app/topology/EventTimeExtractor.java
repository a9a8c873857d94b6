package io.lacuna.app.topology;

import java.time.Duration;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.processor.TimestampExtractor;

/**
 * Event time of an input record. An event time further in the future of the record's own timestamp
 * than the allowed skew, or before 1970, is not believed: the record keeps its own timestamp, and
 * that difference is how {@link WindowProcessor} knows it. Brokers bound the record timestamp in
 * turn, so the rule is a function of the record alone.
 */
final class EventTimeExtractor implements TimestampExtractor {
  private final long maxFutureMs;

  EventTimeExtractor(Duration maxFutureSkew) {
    this.maxFutureMs = maxFutureSkew.toMillis();
  }

  @Override
  public long extract(ConsumerRecord<Object, Object> record, long partitionTime) {
    long own = Math.max(0, record.timestamp());
    if (record.value() instanceof Decoded.Valid valid) {
      long eventTime = valid.sample().getEventTime().toEpochMilli();
      return eventTime < 0 || eventTime > own + maxFutureMs ? own : eventTime;
    }
    return own;
  }

  /** Whether the extracted timestamp is the sample's event time, that is, was believed. */
  static boolean believed(Decoded.Valid valid, long extractedMs) {
    return valid.sample().getEventTime().toEpochMilli() == extractedMs;
  }
}
