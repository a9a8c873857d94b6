package io.lacuna.trainer.compare;

import com.sun.management.OperatingSystemMXBean;
import io.lacuna.model.base.Base;
import io.lacuna.model.modality.PresenceMask;
import io.lacuna.trainer.feature.FeatureTable;
import io.lacuna.trainer.feature.SubjectTokens;
import io.lacuna.trainer.learn.Baseline;
import io.lacuna.trainer.learn.Fold;
import io.lacuna.trainer.learn.Learner;
import io.lacuna.trainer.learn.Subjects;
import io.lacuna.trainer.plan.LackingForGood;
import io.lacuna.trainer.setup.BaseSource;
import io.lacuna.trainer.setup.Round;
import io.lacuna.trainer.setup.Workspace;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Trains and judges, one unit after another. What methods of one round share is made once: the
 * inputs of subjects as long as the base is the same, and what the frozen base makes of them as
 * long as the round is. Not thread-safe.
 */
final class UnitRunner {
  private static final OperatingSystemMXBean SYSTEM =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  private record Shared(
      TrainingTable table, long seed, int part, Base base, Fold fold, Subjects test) {
    boolean isOf(Unit unit) {
      return table.equals(unit.table()) && seed == unit.seed() && part == unit.part();
    }
  }

  private final Workspace workspace;
  private final BaseSource bases;
  private final Map<Integer, SubjectTokens> inputs = new HashMap<>();
  private final Map<List<Integer>, Subjects> subjects = new HashMap<>();
  private Base known;
  private Shared shared;

  UnitRunner(Workspace workspace, BaseSource bases) {
    this.workspace = workspace;
    this.bases = bases;
  }

  UnitScores run(Unit unit, Learner learner) {
    if (shared == null || !shared.isOf(unit)) {
      shared = shared(unit);
    }
    long before = SYSTEM.getProcessCpuTime();
    try (Learner.Fitted fitted = learner.fit(shared.fold(), unit.seed())) {
      Map<PresenceMask, List<List<float[]>>> scores = new LinkedHashMap<>();
      for (PresenceMask mask : workspace.set().masks()) {
        scores.put(mask, fitted.scores(shared.test(), mask));
      }
      double seconds = (SYSTEM.getProcessCpuTime() - before) / 1e9;
      long trained =
          learner instanceof Baseline baseline ? baseline.trained(shared.fold()) : fitted.trained();
      return new UnitScores(Math.rint(seconds * 100) / 100, trained, scores);
    }
  }

  private Shared shared(Unit unit) {
    Round round = unit.round();
    LackingForGood plan = unit.table().plan(unit.seed());
    Base base =
        bases.on(
            () -> {
              FeatureTable training = workspace.features(round.train());
              return plan == null ? training : training.lacking(plan);
            });
    keepOnly(base, round);
    Subjects train = subjects(base, round.train());
    Subjects validation = subjects(base, round.validation());
    Fold fold =
        workspace.fold(
            base,
            plan == null ? train : train.lacking(plan),
            plan != null && unit.table().isForValidation() ? validation.lacking(plan) : validation);
    return new Shared(
        unit.table(), unit.seed(), unit.part(), base, fold, subjects(base, round.test()));
  }

  private void keepOnly(Base base, Round round) {
    if (base != known) {
      inputs.clear();
      subjects.clear();
      known = base;
    }
    subjects
        .keySet()
        .retainAll(List.of(key(round.train()), key(round.validation()), key(round.test())));
  }

  private static List<Integer> key(int[] positions) {
    return Arrays.stream(positions).boxed().toList();
  }

  private Subjects subjects(Base base, int[] positions) {
    int[] unknown = Arrays.stream(positions).filter(p -> !inputs.containsKey(p)).toArray();
    List<SubjectTokens> embedded = workspace.subjects(base, unknown).inputs();
    for (int i = 0; i < unknown.length; i++) {
      inputs.put(unknown[i], embedded.get(i));
    }
    return subjects.computeIfAbsent(
        key(positions),
        k ->
            new Subjects(
                k.stream().map(workspace.set().subjects()::get).toList(),
                k.stream().map(inputs::get).toList()));
  }
}
