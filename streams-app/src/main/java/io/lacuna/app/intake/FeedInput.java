package io.lacuna.app.intake;

import org.apache.kafka.common.serialization.Deserializer;

/** What comes to the step of a feed whose keys are mapped. */
sealed interface FeedInput {

  /**
   * A record of the feed.
   *
   * @param value bytes as they were read, or null
   */
  record Raw(byte[] value) implements FeedInput {}

  /** A key has a subject from now on, or another one. */
  record Mapped(String key) implements FeedInput {}

  /** Reads any bytes. */
  static Deserializer<FeedInput> raw() {
    return (topic, bytes) -> new Raw(bytes);
  }
}
