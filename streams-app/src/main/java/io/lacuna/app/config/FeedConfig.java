package io.lacuna.app.config;

import io.lacuna.app.intake.utterance.CallPolicy;
import io.lacuna.schema.Modality;
import java.util.List;

/**
 * A topic as somebody else fills it, and what becomes of its records.
 *
 * @param topic that is read
 * @param topics of the pipeline that its samples are for
 * @param modality that its samples must have
 * @param subject where a sample's subject stands
 * @param call how its chunks become utterances; null unless it is call audio
 */
public record FeedConfig(
    String name,
    Kind kind,
    String topic,
    Topics topics,
    Modality modality,
    SubjectRule subject,
    Call call) {

  /**
   * Of a feed of call audio.
   *
   * @param boundaries topic of the utterances' boundaries; null where marks in the chunks end them
   */
  public record Call(String boundaries, CallPolicy policy) {}

  /** Room that subject and headers of a sample need when it is sent on, bytes. */
  public static final int ENVELOPE_BYTES = 64 << 10;

  /** What the records of a feed are. */
  public enum Kind {
    /** Whole samples. */
    SAMPLES,
    /** Pieces of the audio of calls, which make a sample per utterance. */
    AUDIO_CHUNKS
  }

  /** The topics that are read for it; they must have equally many partitions. */
  public List<String> inputs() {
    if (subject instanceof SubjectRule.Mapped rule) {
      return List.of(topic, rule.topic());
    }
    return call == null || call.boundaries() == null
        ? List.of(topic)
        : List.of(topic, call.boundaries());
  }

  /** The topic that its samples are sent on to: keyed by subject, read by the pipeline. */
  public String target() {
    return topics.input(modality);
  }
}
