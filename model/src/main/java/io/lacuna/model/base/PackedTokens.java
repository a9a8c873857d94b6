package io.lacuna.model.base;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.lacuna.model.tensor.Torch;
import java.util.Arrays;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;

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

  /** Runs one block over packed tokens (k, h). */
  interface Block {
    NDArray apply(int layer, NDArray x);
  }

  private PackedTokens(long n, long s, long[] places, long[] rows) {
    this.n = n;
    this.s = s;
    this.places = places;
    this.rows = rows;
  }

  /** Every place counts as a token: the work never depends on what is in the batch. */
  static PackedTokens everyPlace(NDArray mask) {
    long[] all = LongStream.range(0, mask.size()).toArray();
    return new PackedTokens(mask.getShape().get(0), mask.getShape().get(1), all, all);
  }

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

  /**
   * Runs blocks; intermediate arrays are freed block by block.
   *
   * @param x0 (n, s, h)
   * @param deltas as in {@link Encoder#encode}
   * @return (n, s, h)
   */
  NDArray through(
      int layers, Block block, NDArray x0, Map<Integer, UnaryOperator<NDArray>> deltas) {
    NDArray x = pack(x0);
    for (int i = 0; i < layers; i++) {
      int layer = i;
      UnaryOperator<NDArray> delta = deltas.get(layer);
      NDArray input = x;
      x =
          Torch.scoped(
              input,
              in -> {
                NDArray y = block.apply(layer, in);
                return delta == null ? y : y.add(pack(delta.apply(spread(in))));
              });
      input.close();
    }
    return spread(x);
  }

  /** Of each token its place in (n·s), (k) int64. */
  NDArray places(NDManager m) {
    return m.create(places);
  }

  /** Of each place the token that stands there, (n·s) int64. */
  NDArray rows(NDManager m) {
    return m.create(rows);
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
