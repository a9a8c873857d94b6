package io.lacuna.app.replay;

import io.lacuna.model.score.TaskSpec;
import io.lacuna.schema.TaskScores;
import java.util.List;

/** How far two answers to the same observation are apart. */
final class ScoreDistance {
  private ScoreDistance() {}

  /**
   * Greatest difference of a score as a share of its task's range: what a probability and a
   * sentiment from -3 to 3 may differ by is then one number.
   *
   * @param is null where there is no answer: infinitely far
   */
  static double of(List<TaskScores> was, List<TaskScores> is, List<TaskSpec> tasks) {
    if (is == null) {
      return Double.POSITIVE_INFINITY;
    }
    double farthest = 0;
    for (int task = 0; task < was.size(); task++) {
      List<Float> before = was.get(task).getValues();
      List<Float> after = is.get(task).getValues();
      for (int i = 0; i < before.size(); i++) {
        double apart = Math.abs((double) before.get(i) - after.get(i));
        farthest = Math.max(farthest, apart / tasks.get(task).range());
      }
    }
    return farthest;
  }
}
