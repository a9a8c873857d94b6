package io.lacuna.trainer.feature;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.lacuna.model.base.TokenBatch;
import io.lacuna.model.base.TokenRows;
import io.lacuna.model.modality.PresenceMask;
import io.lacuna.schema.Modality;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Token rows of one subject per modality, in Java memory: kept instead of computed anew in every
 * epoch. Rows may be inputs of the first block or states of the last one.
 *
 * @param width h of a token
 * @param rows per modality (tokens · h) values
 * @param presence what the subject is said to have; a stand-in has rows and no presence
 */
public record SubjectTokens(int width, Map<Modality, float[]> rows, PresenceMask presence) {

  /** Rows of what the subject has. */
  public SubjectTokens(int width, Map<Modality, float[]> rows) {
    this(width, rows, PresenceMask.of(rows.keySet()));
  }

  /**
   * The rows of a batch of the base, subject by subject; padding is left out.
   *
   * @param states (n, s, h): the batch's inputs, or what became of them
   */
  public static List<SubjectTokens> split(TokenBatch tokens, NDArray states) {
    int width = Math.toIntExact(states.getShape().get(2));
    TokenBatch batch = new TokenBatch(states, tokens.mask(), tokens.spans(), tokens.presence());
    return TokenRows.split(batch).stream().map(rows -> new SubjectTokens(width, rows)).toList();
  }

  /** A batch as the base makes it. */
  public static TokenBatch join(List<SubjectTokens> subjects, NDManager m) {
    int width = subjects.get(0).width;
    return TokenRows.join(subjects.stream().map(SubjectTokens::rows).toList(), width, m)
        .withPresence(subjects.stream().map(s -> s.presence.modalities()).toList());
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
    return new SubjectTokens(width, left);
  }

  /** Only the modalities of the mask, with stand-ins for the others. */
  public SubjectTokens only(PresenceMask mask, Map<Modality, float[]> standIns) {
    SubjectTokens left = only(mask);
    Map<Modality, float[]> all = new EnumMap<>(Modality.class);
    all.putAll(standIns);
    all.putAll(left.rows);
    return new SubjectTokens(width, all, left.presence);
  }

  /** The same rows under another presence. */
  public SubjectTokens as(PresenceMask said) {
    return new SubjectTokens(width, rows, said);
  }

  /** Zeros, marked as present, for the modalities that are absent: the baseline's way. */
  public SubjectTokens zeroFilled(Map<Modality, Integer> tokensOfAbsent) {
    Map<Modality, float[]> all = new EnumMap<>(Modality.class);
    all.putAll(rows);
    tokensOfAbsent.forEach((m, count) -> all.putIfAbsent(m, new float[count * width]));
    return new SubjectTokens(width, all);
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
    return new SubjectTokens(width, means);
  }

  /** Tokens of a modality. */
  public int count(Modality m) {
    float[] own = rows.get(m);
    return own == null ? 0 : own.length / width;
  }

  /** Number of values of all modalities. */
  public int size() {
    return rows.values().stream().mapToInt(r -> r.length).sum();
  }
}
