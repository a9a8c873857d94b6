package io.lacuna.app.batch;

import io.lacuna.schema.Prediction;

/**
 * Key of a window in the latest view: {@code subject|window}, with {@code |} and {@code %} of the
 * subject as {@code %7C} and {@code %25}, so that the first {@code |} ends the subject.
 */
public final class LatestKey {
  private LatestKey() {}

  public static String of(Prediction p) {
    return prefix(p.getSubject()) + p.getWindowId();
  }

  /** What the keys of a subject's windows begin with, and no others. */
  public static String prefix(String subject) {
    return subject.replace("%", "%25").replace("|", "%7C") + "|";
  }
}
