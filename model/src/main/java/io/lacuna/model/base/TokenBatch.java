package io.lacuna.model.base;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.lacuna.model.tensor.Torch;
import io.lacuna.schema.Modality;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Tokens of n records, ready for the transformer; text first, then image, then audio. A modality
 * that no record has takes no tokens.
 *
 * @param x0 (n, s, h); zero where masked
 * @param mask (n, s) float, 1 = token, 0 = padding or absent
 * @param spans where the tokens of each modality lie on the second axis
 * @param presence (n, 3) float, columns in the order of {@code Modality.values()}
 */
public record TokenBatch(NDArray x0, NDArray mask, Map<Modality, Span> spans, NDArray presence) {

  /** Places [start, start + length). */
  public record Span(int start, int length) {
    public int end() {
      return start + length;
    }
  }

  /** The same tokens under another presence: one set per record. */
  public TokenBatch withPresence(List<Set<Modality>> present) {
    int k = Modality.values().length;
    float[] columns = new float[present.size() * k];
    for (int row = 0; row < present.size(); row++) {
      for (Modality m : present.get(row)) {
        columns[row * k + m.ordinal()] = 1;
      }
    }
    NDArray given = x0.getManager().create(columns, new Shape(present.size(), k));
    return new TokenBatch(x0, mask, spans, given);
  }

  /** The same records without the tokens of modalities that they do not have by their presence. */
  TokenBatch withoutAbsent() {
    int k = Modality.values().length;
    int width = Math.toIntExact(mask.getShape().get(1));
    float[] kept = mask.toFloatArray();
    float[] present = presence.toFloatArray();
    for (int row = 0; row < size(); row++) {
      for (Map.Entry<Modality, Span> e : spans.entrySet()) {
        if (present[row * k + e.getKey().ordinal()] == 0) {
          int from = row * width + e.getValue().start();
          Arrays.fill(kept, from, from + e.getValue().length(), 0);
        }
      }
    }
    NDArray left = x0.getManager().create(kept, mask.getShape());
    return new TokenBatch(x0.mul(left.expandDims(2)), left, spans, presence);
  }

  /** Some of the records, in the order given; the places of the tokens stay. */
  public TokenBatch rows(long[] records) {
    return new TokenBatch(
        Torch.rows(x0, records), Torch.rows(mask, records), spans, Torch.rows(presence, records));
  }

  public int size() {
    return Math.toIntExact(x0.getShape().get(0));
  }
}
