package io.lacuna.trainer.calibrate;

import io.lacuna.model.calibration.ConformalBounds.Bound;
import io.lacuna.schema.TaskKind;
import io.lacuna.trainer.data.LabelledSubject;
import io.lacuna.trainer.data.TaskTarget;
import io.lacuna.trainer.evaluate.Truth;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Conformal sets of one task under one mask, per subject of the answers that has truth.
 *
 * @param subjects those with truth
 * @param covered share of the true labels in the set; for a regression 1 if the truth lies in the
 *     interval, else 0
 * @param size labels in the set, or width of the interval in the task's unit
 */
record SetLine(List<LabelledSubject> subjects, double[] covered, double[] size) {

  static SetLine of(Answered answered, TaskTarget task, int place, Bound bound) {
    Truth truth = Truth.of(task, answered.subjects());
    double[][] said = truth.scores(answered.scores(), place);
    double[] covered = new double[said.length];
    double[] size = new double[said.length];
    for (int i = 0; i < said.length; i++) {
      double[] real = truth.rows()[i];
      if (task.spec().kind() == TaskKind.REGRESSION) {
        covered[i] = Math.abs(said[i][0] - real[0]) <= bound.limit() ? 1 : 0;
        size[i] =
            Math.min(task.max(), said[i][0] + bound.limit())
                - Math.max(task.min(), said[i][0] - bound.limit());
      } else {
        covered[i] = ConformalFit.shareInside(said[i], real, bound.limit());
        for (double p : said[i]) {
          size[i] += p >= bound.limit() ? 1 : 0;
        }
      }
    }
    return new SetLine(
        IntStream.of(truth.at()).mapToObj(answered.subjects()::get).toList(), covered, size);
  }

  /**
   * Mean over drawn subjects.
   *
   * @param rowOf per subject of the report its row here, −1 without one
   */
  static ToDoubleFunction<int[]> mean(double[] values, int[] rowOf) {
    return drawn -> {
      double sum = 0;
      int count = 0;
      for (int subject : drawn) {
        if (rowOf[subject] >= 0) {
          sum += values[rowOf[subject]];
          count++;
        }
      }
      return sum / count;
    };
  }
}
