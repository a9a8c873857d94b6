package io.lacuna.app.doctor;

/**
 * What one check found.
 *
 * @param subject what was looked at, e.g. {@code broker}
 * @param text what was found
 * @param mend what to do about it; empty where nothing is wrong
 */
public record Finding(String subject, Grade grade, String text, String mend) {
  /** How bad it is. */
  public enum Grade {
    OK,
    /** The service runs, but not as well as it could. */
    WARNING,
    /** The service would not start, or would lose time or data. */
    FAILED
  }

  static Finding ok(String subject, String text) {
    return new Finding(subject, Grade.OK, text, "");
  }

  static Finding warning(String subject, String text, String mend) {
    return new Finding(subject, Grade.WARNING, text, mend);
  }

  static Finding failed(String subject, String text, String mend) {
    return new Finding(subject, Grade.FAILED, text, mend);
  }
}
