package io.lacuna.trainer.corpus;

import java.util.Locale;

/**
 * Part of a data set. No source item (drawing, sentence, gloss, voice, digit) is in two of them.
 */
enum Split {
  TRAIN,
  VALIDATION,
  TEST;

  /** The word in {@code samples.jsonl}. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
