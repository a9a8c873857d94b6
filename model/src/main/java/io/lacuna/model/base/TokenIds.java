package io.lacuna.model.base;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.lacuna.model.features.Features;
import java.util.List;

/** Texts as the engine takes them. */
public final class TokenIds {
  private TokenIds() {}

  /**
   * @param texts (tokens) each
   * @return (n, longest) int64, zero after the end of a text
   */
  public static NDArray of(List<Features> texts, NDManager m) {
    int width = texts.stream().mapToInt(f -> f.values().length).max().orElseThrow();
    long[] ids = new long[texts.size() * width];
    for (int i = 0; i < texts.size(); i++) {
      float[] from = texts.get(i).values();
      for (int j = 0; j < from.length; j++) {
        ids[i * width + j] = (long) from[j];
      }
    }
    return m.create(ids, new Shape(texts.size(), width));
  }
}
