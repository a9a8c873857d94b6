package io.lacuna.trainer.data;

import java.util.Locale;

/** Part of a data set. Choices are made on validation only; test is looked at once, at the end. */
public enum Split {
  TRAIN,
  VALIDATION,
  TEST,
  /** The folder has no splits: they are its reader's to make, by {@link Folds}. */
  UNASSIGNED;

  /** The word in the files; no file says {@code unassigned}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
