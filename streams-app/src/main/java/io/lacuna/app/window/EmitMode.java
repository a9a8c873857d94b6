package io.lacuna.app.window;

import java.time.Duration;

/**
 * When a window is emitted before its final.
 *
 * @param after the early wait, event time from the window's first event; zero unless EARLY
 */
public record EmitMode(Kind kind, Duration after) {

  /** How soon. */
  public enum Kind {
    /** When every expected modality is settled or declared missing, then each correction. */
    ON_COMPLETE,
    /** Also what is there when the early wait is over, then each change. */
    EARLY,
    /** The final alone. */
    FINAL_ONLY
  }

  public static final EmitMode ON_COMPLETE = new EmitMode(Kind.ON_COMPLETE, Duration.ZERO);
  public static final EmitMode FINAL_ONLY = new EmitMode(Kind.FINAL_ONLY, Duration.ZERO);

  public EmitMode {
    if (kind == Kind.EARLY && (after.isZero() || after.isNegative())) {
      throw new IllegalArgumentException("early(" + after + ") must be longer than zero");
    }
  }

  public static EmitMode early(Duration after) {
    return new EmitMode(Kind.EARLY, after);
  }

  boolean isEarly() {
    return kind == Kind.EARLY;
  }
}
