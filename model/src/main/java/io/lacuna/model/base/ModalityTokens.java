package io.lacuna.model.base;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.lacuna.model.base.TokenBatch.Span;
import io.lacuna.model.tensor.Torch;
import io.lacuna.schema.Modality;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Tokens of one modality of those records that have it.
 *
 * @param rows which records of the batch, rising
 * @param tokens (rows, t, h)
 * @param lengths tokens of each row that count
 */
public record ModalityTokens(int[] rows, NDArray tokens, int[] lengths) {

  /** Order on the token axis. */
  public static final List<Modality> ORDER = List.of(Modality.TEXT, Modality.IMAGE, Modality.AUDIO);

  /** The records of a batch that have a modality. */
  public static int[] rowsWith(Modality modality, List<? extends Map<Modality, ?>> batch) {
    return IntStream.range(0, batch.size())
        .filter(row -> batch.get(row).containsKey(modality))
        .toArray();
  }

  /**
   * Joins the parts of a batch of n records; all parts must have the same width.
   *
   * @throws IllegalArgumentException if there is no part
   */
  public static TokenBatch join(Map<Modality, ModalityTokens> parts, int n, NDManager m) {
    if (parts.isEmpty()) {
      throw new IllegalArgumentException(
          "none of " + n + " records has a modality; at least one must");
    }
    NDList tokens = new NDList();
    NDList masks = new NDList();
    Map<Modality, Span> spans = new EnumMap<>(Modality.class);
    float[] presence = new float[n * Modality.values().length];
    int start = 0;
    for (Modality modality : ORDER) {
      ModalityTokens part = parts.get(modality);
      if (part == null) {
        continue;
      }
      NDArray spread = part.spread(n);
      int length = Math.toIntExact(spread.getShape().get(1));
      tokens.add(spread);
      masks.add(part.mask(n, length, m));
      spans.put(modality, new Span(start, length));
      start += length;
      for (int row : part.rows) {
        presence[row * Modality.values().length + modality.ordinal()] = 1;
      }
    }
    NDArray mask = Torch.concat(masks, 1);
    // padding inside a row carries place embeddings; zero it so that masked means absent
    NDArray x0 = Torch.concat(tokens, 1).mul(mask.expandDims(2));
    return new TokenBatch(
        x0, mask, spans, m.create(presence, new Shape(n, Modality.values().length)));
  }

  /** (rows, t, h) → (n, t, h), zeros for records without the modality. */
  private NDArray spread(int n) {
    if (rows.length == n) {
      return tokens;
    }
    Shape shape = tokens.getShape();
    NDArray blank = tokens.getManager().zeros(new Shape(1, shape.get(1), shape.get(2)));
    long[] from = new long[n];
    Arrays.fill(from, rows.length);
    for (int i = 0; i < rows.length; i++) {
      from[rows[i]] = i;
    }
    return Torch.rows(tokens.concat(blank, 0), from);
  }

  private NDArray mask(int n, int width, NDManager m) {
    int[] all = new int[n];
    for (int i = 0; i < rows.length; i++) {
      all[rows[i]] = lengths[i];
    }
    return Masks.upTo(all, width, m);
  }
}
