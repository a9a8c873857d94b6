package io.lacuna.app.simulate;

import io.lacuna.schema.Modality;
import java.util.List;

/** An entry of the processed log: all that the result may depend on, in the order it happened. */
sealed interface Seen {

  /** A place in the input log. */
  record Ref(Modality modality, long offset) implements Comparable<Ref> {
    @Override
    public int compareTo(Ref other) {
      int byModality = modality.compareTo(other.modality);
      return byModality == 0 ? Long.compare(offset, other.offset) : byModality;
    }

    @Override
    public String toString() {
      return modality + "@" + offset;
    }
  }

  /**
   * A record was read.
   *
   * @param wallMs wall clock when it was read
   */
  record Read(Ref ref, FeedRecord record, long wallMs) implements Seen {
    Modality modality() {
      return ref.modality();
    }

    long eventTimeMs() {
      return record.eventTimeMs();
    }
  }

  /**
   * The task looked at the wall clock.
   *
   * @param readToEndAt per modality, the instant an end offset was asked for that the position has
   *     reached; −1 when none is known
   */
  record Tick(long wallMs, List<Long> readToEndAt) implements Seen {}

  /**
   * The outcome of scoring an emission was taken.
   *
   * @param broken inputs whose payload could not be used
   * @param failed whether the model failed
   */
  record Scored(
      String subject,
      String windowId,
      long windowStartMs,
      int revision,
      List<Ref> broken,
      boolean failed)
      implements Seen {}
}
