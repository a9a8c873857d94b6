package io.lacuna.trainer.compare;

import io.lacuna.model.modality.PresenceMask;
import io.lacuna.model.recording.Protocol;
import io.lacuna.trainer.data.LabelledSubject;
import io.lacuna.trainer.evaluate.Run;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a method answered, for every training table and seed, under every presence mask. Answers of
 * a subject do not hang on who is judged with it, so those under any protocol are found among them.
 */
final class Answers {
  private record Key(TrainingTable table, long seed) {}

  /** Answers of all judged subjects, their places in {@code judged} being their positions. */
  private record PerMask(Map<PresenceMask, List<List<float[]>>> scores, int[] part) {}

  private final List<Long> seeds;
  private final int[] judged;
  private final Map<Key, PerMask> all = new LinkedHashMap<>();
  private double seconds;
  private int units;
  private long trained;

  /**
   * @param judged positions of the judged subjects, rising
   */
  Answers(List<Long> seeds, int[] judged) {
    this.seeds = seeds;
    this.judged = judged;
  }

  /** Adds a unit's answers. */
  void add(Unit unit, UnitStore store) throws IOException {
    UnitScores scores = store.read(unit);
    seconds += scores.seconds();
    units++;
    trained = Math.max(trained, scores.trained());
    PerMask own =
        all.computeIfAbsent(
            new Key(unit.table(), unit.seed()),
            k -> new PerMask(new LinkedHashMap<>(), new int[judged.length]));
    int[] test = unit.round().test();
    scores
        .scores()
        .forEach(
            (mask, rows) -> {
              List<List<float[]>> places =
                  own.scores().computeIfAbsent(mask, m -> blank(judged.length));
              for (int i = 0; i < test.length; i++) {
                int at = Arrays.binarySearch(judged, test[i]);
                places.set(at, rows.get(i));
                own.part()[at] = unit.part();
              }
            });
  }

  private static List<List<float[]>> blank(int size) {
    return new ArrayList<>(Collections.nCopies(size, null));
  }

  boolean has(TrainingTable table) {
    return all.containsKey(new Key(table, seeds.get(0)));
  }

  /** The answers of every seed under a condition. */
  List<Run> under(Condition condition, List<LabelledSubject> subjects) {
    List<Run> runs = new ArrayList<>();
    for (long seed : seeds) {
      PerMask own = all.get(new Key(condition.table(), seed));
      List<List<float[]>> scores = new ArrayList<>();
      for (int i = 0; i < subjects.size(); i++) {
        scores.add(own.scores().get(mask(condition, seed, subjects.get(i), own)).get(i));
      }
      runs.add(new Run(scores, own.part()));
    }
    return runs;
  }

  private static PresenceMask mask(
      Condition condition, long seed, LabelledSubject subject, PerMask own) {
    if (condition.shown() instanceof Protocol.Fixed fixed) {
      return fixed.mask();
    }
    PresenceMask shown = condition.shown().shown(seed, subject.subject(), subject.presence());
    // of a subject that has nothing, every mask shows the same
    return own.scores().containsKey(shown) ? shown : own.scores().keySet().iterator().next();
  }

  List<Long> seeds() {
    return seeds;
  }

  /** Mean processor seconds to train once and answer under every mask. */
  double seconds() {
    return seconds / units;
  }

  /** Trained values of one training. */
  long trained() {
    return trained;
  }
}
