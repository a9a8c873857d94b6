package io.lacuna.trainer.baseline;

/**
 * Sizes of missing-aware prompts.
 *
 * @param layers the first so many blocks of the base get prompts; all, where it has fewer
 * @param length prompts of a pattern at each of them
 */
public record PromptSettings(int layers, int length) {
  /** What the authors take on their 12 blocks. */
  public static final PromptSettings AUTHORS = new PromptSettings(6, 16);

  public PromptSettings {
    if (layers < 1 || length < 1) {
      throw new IllegalArgumentException(
          "layers " + layers + " and length " + length + " of prompts must be at least 1");
    }
  }
}
