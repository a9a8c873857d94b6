package io.lacuna.app.replay;

import io.lacuna.app.batch.ScoringOutcome;
import io.lacuna.model.score.Scores;
import io.lacuna.model.score.TaskSpec;
import java.util.ArrayList;
import java.util.List;

/** Outcomes that tell a task all but the scores, which are put in behind it. */
final class Outcomes {
  private final Scores placeholder;

  Outcomes(List<TaskSpec> tasks) {
    List<float[]> values = new ArrayList<>();
    tasks.forEach(task -> values.add(new float[task.labels().size()]));
    this.placeholder = new Scores(values, null, false);
  }

  ScoringOutcome of(List<ScoringOutcome.Broken> broken, String adapter) {
    return new ScoringOutcome(broken, adapter, placeholder, null);
  }
}
