package io.lacuna.app.evaluate;

import io.lacuna.schema.Prediction;
import java.util.Locale;

/** What people see of revision and finality. */
public enum Status {
  PROVISIONAL,
  CORRECTED,
  FINAL;

  /** Provisional: the first word on a window; corrected: a later one; final: the last. */
  public static Status of(Prediction p) {
    if (p.getIsFinal()) {
      return FINAL;
    }
    return p.getRevision() == 0 ? PROVISIONAL : CORRECTED;
  }

  /** Its name in tables, lower case. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
