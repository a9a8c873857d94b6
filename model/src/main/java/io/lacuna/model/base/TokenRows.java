package io.lacuna.model.base;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.lacuna.model.base.TokenBatch.Span;
import io.lacuna.schema.Modality;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Tokens in plain Java arrays, so that training embeds a data set once when the stems are frozen.
 * Each value is (tokens × h) of one modality of one record; joining any records gives the batch
 * that embedding them would.
 */
public final class TokenRows {
  private TokenRows() {}

  /** Takes a batch apart: one map per record, an entry per present modality. */
  public static List<Map<Modality, float[]>> split(TokenBatch batch) {
    int width = Math.toIntExact(batch.x0().getShape().get(2));
    int places = Math.toIntExact(batch.x0().getShape().get(1));
    float[] x0 = batch.x0().toFloatArray();
    float[] mask = batch.mask().toFloatArray();
    List<Map<Modality, float[]>> records = new ArrayList<>();
    for (int row = 0; row < batch.size(); row++) {
      Map<Modality, float[]> record = new EnumMap<>(Modality.class);
      int first = row * places;
      batch
          .spans()
          .forEach(
              (modality, span) -> {
                int from = first + span.start();
                int count = count(mask, from, span);
                if (count > 0) {
                  record.put(
                      modality, Arrays.copyOfRange(x0, from * width, (from + count) * width));
                }
              });
      records.add(record);
    }
    return records;
  }

  /** Tokens that count come first in their span. */
  private static int count(float[] mask, int from, Span span) {
    int count = 0;
    while (count < span.length() && mask[from + count] > 0) {
      count++;
    }
    return count;
  }

  /**
   * Puts records together to a batch.
   *
   * @param h width of a token
   * @param m owns the result
   */
  public static TokenBatch join(List<Map<Modality, float[]>> records, int h, NDManager m) {
    Map<Modality, ModalityTokens> parts = new EnumMap<>(Modality.class);
    for (Modality modality : ModalityTokens.ORDER) {
      int[] rows = ModalityTokens.rowsWith(modality, records);
      if (rows.length > 0) {
        parts.put(modality, stack(records, modality, rows, h, m));
      }
    }
    return ModalityTokens.join(parts, records.size(), m);
  }

  private static ModalityTokens stack(
      List<Map<Modality, float[]>> records, Modality modality, int[] rows, int h, NDManager m) {
    float[][] tokens =
        Arrays.stream(rows).mapToObj(row -> records.get(row).get(modality)).toArray(float[][]::new);
    int longest = Arrays.stream(tokens).mapToInt(t -> t.length).max().orElseThrow();
    float[] values = new float[rows.length * longest];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(tokens[i], 0, values, i * longest, tokens[i].length);
    }
    int[] lengths = Arrays.stream(tokens).mapToInt(t -> t.length / h).toArray();
    Shape shape = new Shape(rows.length, longest / h, h);
    return new ModalityTokens(rows, m.create(values, shape), lengths);
  }
}
