package io.lacuna.model.tensor;

import java.util.Locale;

/** Numbers that the blocks of a base multiply. Weights, adapters and results are float32 anyway. */
public enum Precision {
  /** The reference. */
  FLOAT32,

  /** Eight bits of mantissa: faster where the processor has instructions for it, and coarser. */
  BFLOAT16;

  /**
   * @param word {@code float32} or {@code bfloat16}
   */
  public static Precision parse(String word) {
    for (Precision p : values()) {
      if (p.toString().equals(word)) {
        return p;
      }
    }
    throw new IllegalArgumentException("'" + word + "' must be float32 or bfloat16");
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
