package io.lacuna.model.features;

/**
 * Text is cut to its first tokens.
 *
 * @param maxTokens with the opening and the closing token
 */
public record TextSpec(int maxTokens) {
  public TextSpec {
    if (maxTokens < 3 || maxTokens > 512) {
      throw new IllegalArgumentException("text.maxTokens " + maxTokens + " must be in [3, 512]");
    }
  }
}
