package io.lacuna.trainer.feature;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.lacuna.model.base.TokenBatch;
import io.lacuna.model.modality.PresenceMask;
import io.lacuna.schema.Modality;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Token rows of one subject per modality, in Java memory: kept instead of computed anew in every
 * epoch. Rows may be inputs of the first block or states of the last one.
 *
 * @param rows per modality (tokens · h) values
 * @param width h
 */
public record SubjectTokens(Map<Modality, float[]> rows, int width) {
  /** The order on the token axis, as in the base. */
  private static final List<Modality> ORDER =
      List.of(Modality.TEXT, Modality.IMAGE, Modality.AUDIO);

  /** The rows of a batch of the base, subject by subject; padding is left out. */
  public static List<SubjectTokens> split(TokenBatch tokens, NDArray states) {
    int n = tokens.size();
    int width = (int) states.getShape().get(2);
    int places = (int) states.getShape().get(1);
    float[] values = states.toFloatArray();
    float[] mask = tokens.mask().toFloatArray();
    List<SubjectTokens> subjects = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      Map<Modality, float[]> rows = new EnumMap<>(Modality.class);
      for (Map.Entry<Modality, TokenBatch.Span> e : tokens.spans().entrySet()) {
        int from = i * places + e.getValue().start();
        int count = 0;
        while (count < e.getValue().length() && mask[from + count] == 1) {
          count++;
        }
        if (count > 0) {
          rows.put(e.getKey(), Arrays.copyOfRange(values, from * width, (from + count) * width));
        }
      }
      subjects.add(new SubjectTokens(rows, width));
    }
    return subjects;
  }

  /** Only the modalities of the mask; nothing is copied. */
  public SubjectTokens only(PresenceMask mask) {
    Map<Modality, float[]> left = new EnumMap<>(Modality.class);
    rows.forEach(
        (m, r) -> {
          if (mask.has(m)) {
            left.put(m, r);
          }
        });
    return new SubjectTokens(left, width);
  }

  /** Zeros, marked as present, for the modalities that are absent: the baseline's way. */
  public SubjectTokens zeroFilled(Map<Modality, Integer> tokensOfAbsent) {
    Map<Modality, float[]> all = new EnumMap<>(rows);
    tokensOfAbsent.forEach((m, count) -> all.putIfAbsent(m, new float[count * width]));
    return new SubjectTokens(all, width);
  }

  /** One row per modality: the mean. */
  public SubjectTokens means() {
    Map<Modality, float[]> means = new EnumMap<>(Modality.class);
    rows.forEach(
        (m, r) -> {
          float[] mean = new float[width];
          for (int i = 0; i < r.length; i++) {
            mean[i % width] += r[i] * width / r.length;
          }
          means.put(m, mean);
        });
    return new SubjectTokens(means, width);
  }

  public int count(Modality m) {
    float[] own = rows.get(m);
    return own == null ? 0 : own.length / width;
  }

  /** Number of values of all modalities. */
  public int size() {
    return rows.values().stream().mapToInt(r -> r.length).sum();
  }

  public PresenceMask presence() {
    return PresenceMask.of(rows.keySet());
  }

  /** A batch as the base makes it. */
  public static TokenBatch join(List<SubjectTokens> subjects, NDManager m) {
    Map<Modality, TokenBatch.Span> spans = new EnumMap<>(Modality.class);
    int places = 0;
    for (Modality modality : ORDER) {
      int longest = subjects.stream().mapToInt(s -> s.count(modality)).max().orElse(0);
      if (longest > 0) {
        spans.put(modality, new TokenBatch.Span(places, longest));
        places += longest;
      }
    }
    int n = subjects.size();
    int width = subjects.get(0).width;
    float[] x = new float[n * places * width];
    float[] mask = new float[n * places];
    float[] presence = new float[n * Modality.values().length];
    for (int i = 0; i < n; i++) {
      for (Map.Entry<Modality, float[]> e : subjects.get(i).rows.entrySet()) {
        int from = i * places + spans.get(e.getKey()).start();
        System.arraycopy(e.getValue(), 0, x, from * width, e.getValue().length);
        Arrays.fill(mask, from, from + e.getValue().length / width, 1);
        presence[i * Modality.values().length + e.getKey().ordinal()] = 1;
      }
    }
    return new TokenBatch(
        m.create(x, new Shape(n, places, width)),
        m.create(mask, new Shape(n, places)),
        spans,
        m.create(presence, new Shape(n, Modality.values().length)));
  }
}
