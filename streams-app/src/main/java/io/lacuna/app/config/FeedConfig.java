package io.lacuna.app.config;

import io.lacuna.schema.Modality;

/**
 * A topic as somebody else fills it, and what becomes of its records.
 *
 * @param topic that is read
 * @param topics of the pipeline that its samples are for
 * @param modality that its samples must have
 * @param subject where a sample's subject stands
 */
public record FeedConfig(
    String name, Kind kind, String topic, Topics topics, Modality modality, SubjectRule subject) {

  /** Room that subject and headers of a sample need when it is sent on, bytes. */
  public static final int ENVELOPE_BYTES = 64 << 10;

  /** What the records of a feed are. */
  public enum Kind {
    /** Whole samples. */
    SAMPLES
  }

  /** The topic that its samples are sent on to: keyed by subject, read by the pipeline. */
  public String target() {
    return topics.input(modality);
  }
}
