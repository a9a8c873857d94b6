package io.lacuna.trainer.data;

import java.util.Locale;

/** Part of a data set. Choices are made on validation only; test is looked at once, at the end. */
public enum Split {
  TRAIN,
  VALIDATION,
  TEST;

  /** The word in the files. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
