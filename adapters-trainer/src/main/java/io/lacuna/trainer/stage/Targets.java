package io.lacuna.trainer.stage;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.lacuna.model.metric.MultiLabel;
import io.lacuna.model.metric.Regression;
import io.lacuna.model.tensor.Torch;
import io.lacuna.schema.TaskKind;
import io.lacuna.trainer.data.LabelledSubject;
import io.lacuna.trainer.data.TaskTarget;
import io.lacuna.trainer.evaluate.Truth;
import io.lacuna.trainer.optim.Losses;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The truth of some subjects for all tasks: losses of a batch, and the one number by which
 * validation chooses. A subject without truth for a task counts for the other tasks only.
 *
 * @param tasks in the order of the outputs
 * @param subjects in the order of positions
 */
public record Targets(List<TaskTarget> tasks, List<LabelledSubject> subjects) {

  /**
   * Sum over tasks of the loss: cross-entropy for labels, absolute error in half ranges for
   * regressions, so that both are of order one.
   *
   * @param answers per task (n, width); a task without answers is left out
   * @param records positions of the subjects
   * @param take (n), 0 leaves a record out
   */
  public NDArray loss(Map<String, NDArray> answers, int[] records, NDArray take) {
    return losses(answers, records, take).values().stream().reduce(NDArray::add).orElseThrow();
  }

  /** The summands of {@link #loss}, in the order of the tasks. */
  Map<String, NDArray> losses(Map<String, NDArray> answers, int[] records, NDArray take) {
    Map<String, NDArray> losses = new LinkedHashMap<>();
    for (TaskTarget task : tasks) {
      NDArray answer = answers.get(task.name());
      if (answer != null) {
        NDArray weight = known(task, records, answer.getManager()).mul(take);
        losses.put(task.name(), Losses.mean(losses(task, answer, records), weight));
      }
    }
    return losses;
  }

  /** Tasks whose truth one of the subjects has. */
  List<String> known(int[] records) {
    return tasks.stream()
        .map(TaskTarget::name)
        .filter(
            task -> IntStream.of(records).anyMatch(r -> subjects.get(r).labels().containsKey(task)))
        .toList();
  }

  /**
   * Loss of each record, summed over the tasks whose truth it has.
   *
   * @param answers per task (n, width)
   * @return (n)
   */
  public NDArray each(Map<String, NDArray> answers, int[] records) {
    NDArray sum = null;
    for (TaskTarget task : tasks) {
      NDArray answer = answers.get(task.name());
      NDArray known = known(task, records, answer.getManager());
      NDArray losses = losses(task, answer, records).mul(known);
      sum = sum == null ? losses : sum.add(losses);
    }
    return sum;
  }

  private NDArray losses(TaskTarget task, NDArray answer, int[] records) {
    NDArray truth = truth(task, records, answer.getManager());
    return task.spec().kind() == TaskKind.MULTILABEL
        ? Losses.binaryCrossEntropy(answer, truth)
        : Torch.scale(answer.sub(truth).abs().squeeze(1), 2 / (task.max() - task.min()));
  }

  /**
   * Mean over tasks of mAP for labels and of the correlation for regressions; NaN without any
   * subject, which no epoch is better than.
   *
   * @param scores per subject and task, as a model gives them
   */
  public double quality(List<List<float[]>> scores) {
    return mean(qualities(scores));
  }

  static double mean(double[] qualities) {
    double sum = 0;
    for (double quality : qualities) {
      sum += quality;
    }
    return sum / qualities.length;
  }

  /** What {@link #quality} is the mean of, in the order of the tasks. */
  double[] qualities(List<List<float[]>> scores) {
    double[] qualities = new double[tasks.size()];
    if (subjects.isEmpty()) {
      Arrays.fill(qualities, Double.NaN);
      return qualities;
    }
    for (int t = 0; t < tasks.size(); t++) {
      Truth truth = Truth.of(tasks.get(t), subjects);
      double[][] said = truth.scores(scores, t);
      qualities[t] =
          tasks.get(t).spec().kind() == TaskKind.MULTILABEL ? map(said, truth) : corr(said, truth);
    }
    return qualities;
  }

  private static double map(double[][] said, Truth truth) {
    boolean[][] yes = new boolean[said.length][];
    for (int i = 0; i < said.length; i++) {
      yes[i] = new boolean[said[i].length];
      for (int c = 0; c < yes[i].length; c++) {
        yes[i][c] = truth.rows()[i][c] > 0.5;
      }
    }
    return MultiLabel.meanAveragePrecision(said, yes);
  }

  private static double corr(double[][] said, Truth truth) {
    double[] p = new double[said.length];
    double[] y = new double[said.length];
    for (int i = 0; i < p.length; i++) {
      p[i] = said[i][0];
      y[i] = truth.rows()[i][0];
    }
    double r = Regression.correlation(p, y);
    return Double.isNaN(r) ? 0 : r;
  }

  private NDArray truth(TaskTarget task, int[] records, NDManager m) {
    float[] values = new float[records.length * task.width()];
    for (int i = 0; i < records.length; i++) {
      float[] label = subjects.get(records[i]).labels().get(task.name());
      if (label != null) {
        System.arraycopy(label, 0, values, i * task.width(), task.width());
      }
    }
    return m.create(values, new Shape(records.length, task.width()));
  }

  private NDArray known(TaskTarget task, int[] records, NDManager m) {
    float[] values = new float[records.length];
    for (int i = 0; i < records.length; i++) {
      values[i] = subjects.get(records[i]).labels().containsKey(task.name()) ? 1 : 0;
    }
    return m.create(values);
  }
}
