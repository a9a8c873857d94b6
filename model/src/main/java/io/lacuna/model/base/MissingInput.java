package io.lacuna.model.base;

/** What a missing modality enters the blocks as. */
public enum MissingInput {
  /** As nothing: no tokens, and its encoder is not run. What serving does. */
  ABSENT,
  /**
   * As a stand-in that is attended like any other input: an image of ones after normalisation, an
   * empty text, silence. What the authors of MoRA do; for parity and comparison.
   */
  DUMMY
}
