package io.lacuna.model.base;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.lacuna.model.tensor.Torch;
import java.util.Arrays;

/**
 * The tokens of a batch side by side, without its padding: records of few modalities then cost what
 * their own tokens cost. Only attention needs the tokens record by record.
 *
 * <p>Legend: n = records, s = places of a record, k = tokens that count, h = width.
 */
final class PackedTokens {
  private final long n;
  private final long s;
  private final long[] places;
  private final long[] rows;

  /**
   * @param mask (n, s), 1 = token
   */
  PackedTokens(NDArray mask) {
    n = mask.getShape().get(0);
    s = mask.getShape().get(1);
    float[] counts = mask.toFloatArray();
    long[] tokens = new long[counts.length];
    rows = new long[counts.length];
    int k = 0;
    for (int record = 0; record < n; record++) {
      int from = Math.toIntExact(record * s);
      // padding repeats a token of its own record: what is wrong with one record stays there
      int own = k;
      for (int place = from; place < from + s; place++) {
        rows[place] = own;
        if (counts[place] > 0) {
          rows[place] = k;
          tokens[k++] = place;
        }
      }
      if (own == k) {
        throw new IllegalArgumentException("record " + record + " has no token to encode");
      }
    }
    places = Arrays.copyOf(tokens, k);
  }

  /** (n, s, h) → (k, h). */
  NDArray pack(NDArray x) {
    return Torch.rows(x.reshape(n * s, x.getShape().get(2)), places);
  }

  /** (k, h) → (n, s, h). */
  NDArray spread(NDArray packed) {
    return Torch.rows(packed, rows).reshape(new Shape(n, s, packed.getShape().get(1)));
  }
}
