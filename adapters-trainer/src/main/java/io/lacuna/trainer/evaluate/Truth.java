package io.lacuna.trainer.evaluate;

import io.lacuna.trainer.data.LabelledSubject;
import io.lacuna.trainer.data.TaskTarget;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Truth of one task over the subjects that have it.
 *
 * @param task the task
 * @param at positions of these subjects in the list they were taken from
 * @param rows truth of each, one column per label
 */
public record Truth(TaskTarget task, int[] at, double[][] rows) {

  public static Truth of(TaskTarget task, List<LabelledSubject> subjects) {
    int[] at =
        IntStream.range(0, subjects.size())
            .filter(i -> subjects.get(i).labels().containsKey(task.name()))
            .toArray();
    double[][] rows = new double[at.length][];
    for (int i = 0; i < at.length; i++) {
      rows[i] = widened(subjects.get(at[i]).labels().get(task.name()));
    }
    return new Truth(task, at, rows);
  }

  /** Rows of these subjects out of scores of all, for the task at the given place. */
  public double[][] scores(List<List<float[]>> all, int taskIndex) {
    double[][] rows = new double[at.length][];
    for (int i = 0; i < at.length; i++) {
      rows[i] = widened(all.get(at[i]).get(taskIndex));
    }
    return rows;
  }

  private static double[] widened(float[] values) {
    return IntStream.range(0, values.length).mapToDouble(i -> values[i]).toArray();
  }
}
