package io.lacuna.trainer;

import io.lacuna.model.base.Base;
import io.lacuna.model.modality.PresenceMask;
import io.lacuna.trainer.data.LabelledSubject;
import io.lacuna.trainer.evaluate.Run;
import io.lacuna.trainer.evaluate.ScoreTable;
import io.lacuna.trainer.learn.Fold;
import io.lacuna.trainer.learn.Learner;
import io.lacuna.trainer.learn.Subjects;
import io.lacuna.trainer.setup.Round;
import io.lacuna.trainer.setup.Workspace;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** What a training shows at its end: its adapter beside a few baselines, under every mask. */
final class Comparison {
  private Comparison() {}

  /**
   * Trains and scores every method once.
   *
   * @param learners the first one is compared with each other one
   * @param draws of the intervals
   */
  static ScoreTable of(
      Workspace workspace, Base base, Round round, List<Learner> learners, int draws, long seed) {
    Fold fold =
        workspace.fold(
            base,
            workspace.subjects(base, round.train()),
            workspace.subjects(base, round.validation()));
    Subjects test = workspace.subjects(base, round.test());
    Map<PresenceMask, LinkedHashMap<String, List<Run>>> runs = new LinkedHashMap<>();
    workspace.set().masks().forEach(m -> runs.put(m, new LinkedHashMap<>()));
    for (Learner learner : learners) {
      try (Learner.Fitted fitted = learner.fit(fold, seed)) {
        runs.forEach(
            (mask, own) -> own.put(learner.name(), List.of(Run.of(fitted.scores(test, mask)))));
      }
    }
    List<LabelledSubject> subjects =
        IntStream.of(round.test()).mapToObj(workspace.set().subjects()::get).toList();
    ScoreTable table = new ScoreTable(subjects, workspace.set().tasks(), draws, seed);
    runs.forEach(table::add);
    return table;
  }
}
