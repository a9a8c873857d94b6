package io.lacuna.model.base;

import ai.djl.ndarray.NDManager;
import io.lacuna.model.features.Features;
import io.lacuna.schema.Modality;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Embeds batches so that every encoder and the blocks always see arrays of the same shape, whatever
 * is in the batch: how the engine divides and orders its sums then depends on no record's mates.
 *
 * <p>Absent modalities and empty places are filled with features that count for nothing, and one
 * more record of the longest features sets the number of tokens. So the encoders also run for
 * modalities that are absent; that is what equal bits cost. Thread-safe.
 */
public final class FixedBatches {
  private final Base base;
  private final int records;
  private final Map<Modality, Features> dummy = new EnumMap<>(Modality.class);
  private final Map<Modality, Features> longest = new EnumMap<>(Modality.class);

  /**
   * @param records most in a batch
   * @throws IllegalArgumentException if the base does not bound its inputs
   */
  public FixedBatches(Base base, int records) {
    this.base = base;
    this.records = records;
    for (Modality m : base.modalities()) {
      dummy.put(m, base.dummy(m));
      longest.put(m, base.longest(m));
    }
  }

  /** Most records in a batch. */
  public int records() {
    return records;
  }

  /**
   * Embeds at most {@link #records} records; those after them have no modality.
   *
   * @param batch features of the present modalities of each record
   * @param m owns the result
   * @return always of {@code records + 1} records
   */
  public TokenBatch embed(List<Map<Modality, Features>> batch, MissingInput missing, NDManager m) {
    if (batch.size() > records) {
      throw new IllegalArgumentException(
          batch.size() + " records do not fit in fixed batches of " + records);
    }
    List<Map<Modality, Features>> filled = new ArrayList<>(records + 1);
    List<Set<Modality>> present = new ArrayList<>(records + 1);
    for (Map<Modality, Features> record : batch) {
      Map<Modality, Features> all = new EnumMap<>(dummy);
      all.putAll(record);
      filled.add(all);
      present.add(record.keySet());
    }
    int places = records + 1 - batch.size();
    filled.addAll(Collections.nCopies(places, longest));
    present.addAll(Collections.nCopies(places, Set.of()));
    TokenBatch tokens = base.embed(filled, m).withPresence(present);
    return missing == MissingInput.DUMMY ? tokens : tokens.withoutAbsent();
  }
}
