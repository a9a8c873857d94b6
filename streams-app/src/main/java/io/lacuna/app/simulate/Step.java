package io.lacuna.app.simulate;

import io.lacuna.schema.Modality;

/**
 * A step of a schedule. Any selection of a schedule's steps is a schedule again: a step for which
 * there is nothing to do does nothing.
 */
sealed interface Step {

  /** A sender appends a record. */
  record Append(FeedRecord record) implements Step {
    @Override
    public String toString() {
      return "append " + record;
    }
  }

  /** The task reads the next record of a partition. */
  record Read(Modality modality) implements Step {
    @Override
    public String toString() {
      return "read " + modality;
    }
  }

  /** The wall clock moves on, and ticks and collections that are due run. */
  record Advance(int byMs) implements Step {
    @Override
    public String toString() {
      return "advance " + byMs + " ms";
    }
  }

  /** The end offsets of these partitions are asked for and told. */
  record LookUp(boolean image, boolean text, boolean audio) implements Step {
    boolean covers(Modality m) {
      return switch (m) {
        case IMAGE -> image;
        case TEXT -> text;
        case AUDIO -> audio;
      };
    }

    @Override
    public String toString() {
      return "look up ends of "
          + (image ? "IMAGE " : "")
          + (text ? "TEXT " : "")
          + (audio ? "AUDIO" : "");
    }
  }

  /** The model is done with one of the observations it has; which is taken modulo their number. */
  record Score(int which) implements Step {
    @Override
    public String toString() {
      return "score " + which;
    }
  }

  /** The application stops and starts again from its changelogs. */
  record Restart() implements Step {
    @Override
    public String toString() {
      return "restart";
    }
  }
}
