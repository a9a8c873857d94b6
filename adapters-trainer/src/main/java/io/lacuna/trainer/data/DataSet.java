package io.lacuna.trainer.data;

import io.lacuna.model.modality.PresenceMask;
import io.lacuna.schema.Modality;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;

/**
 * A data set, labels read and payloads not yet.
 *
 * @param name its name, for model cards
 * @param pipeline the pipeline it trains, e.g. {@code patient}
 * @param group what a group is, e.g. {@code speaker}
 * @param tasks in the order of {@code dataset.json}
 * @param modalities what a complete subject has, in the order of {@link Modality}
 * @param features shape of each modality that is given as ready features
 * @param subjects in the order of {@code samples.jsonl}
 * @param digest SHA-256 over the two description files and every file with payloads or features
 * @param note what the data set says of itself, for model cards; may be empty
 */
public record DataSet(
    String name,
    String pipeline,
    String group,
    List<TaskTarget> tasks,
    List<Modality> modalities,
    Map<Modality, FeatureShape> features,
    List<LabelledSubject> subjects,
    String digest,
    String note) {

  public DataSet {
    tasks = List.copyOf(tasks);
    modalities = List.copyOf(modalities);
    features = Map.copyOf(features);
    subjects = List.copyOf(subjects);
  }

  /** Every mask that a subject can be shown under: all modalities first, then fewer and fewer. */
  public List<PresenceMask> masks() {
    int all = PresenceMask.of(EnumSet.copyOf(modalities)).bits();
    return PresenceMask.nonEmpty().stream()
        .filter(m -> (m.bits() & ~all) == 0)
        .sorted(
            Comparator.comparingInt((PresenceMask m) -> -m.count())
                .thenComparingInt(PresenceMask::bits))
        .toList();
  }

  public List<LabelledSubject> of(Split split) {
    return subjects.stream().filter(s -> s.split() == split).toList();
  }
}
