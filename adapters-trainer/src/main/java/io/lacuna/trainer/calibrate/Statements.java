package io.lacuna.trainer.calibrate;

import io.lacuna.trainer.data.LabelledSubject;
import io.lacuna.trainer.data.TaskTarget;
import io.lacuna.trainer.evaluate.Truth;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Raw probabilities of labels, and whether the labels are true.
 *
 * @param subjects whom each statement is about; a subject may have several
 * @param records that the statements come from
 */
public record Statements(
    List<LabelledSubject> subjects, double[] probability, boolean[] right, int records) {

  /**
   * One statement per subject that has truth for the task: on its likeliest label.
   *
   * @param task multi-label
   * @param place of the task among the scores
   */
  public static Statements top(Answered answered, TaskTarget task, int place) {
    Truth truth = Truth.of(task, answered.subjects());
    double[][] scores = truth.scores(answered.scores(), place);
    double[] probability = new double[scores.length];
    boolean[] right = new boolean[scores.length];
    for (int i = 0; i < scores.length; i++) {
      int top = 0;
      for (int c = 1; c < scores[i].length; c++) {
        top = scores[i][c] > scores[i][top] ? c : top;
      }
      probability[i] = scores[i][top];
      right[i] = truth.rows()[i][top] > 0.5;
    }
    List<LabelledSubject> subjects =
        IntStream.of(truth.at()).mapToObj(answered.subjects()::get).toList();
    return new Statements(subjects, probability, right, right.length);
  }

  /** As {@link #top}, one statement on every label. */
  public static Statements labels(Answered answered, TaskTarget task, int place) {
    Truth truth = Truth.of(task, answered.subjects());
    double[][] scores = truth.scores(answered.scores(), place);
    List<LabelledSubject> subjects = new ArrayList<>();
    double[] probability = new double[scores.length * task.width()];
    boolean[] right = new boolean[probability.length];
    for (int i = 0; i < scores.length; i++) {
      for (int c = 0; c < task.width(); c++) {
        probability[subjects.size()] = scores[i][c];
        right[subjects.size()] = truth.rows()[i][c] > 0.5;
        subjects.add(answered.subjects().get(truth.at()[i]));
      }
    }
    return new Statements(subjects, probability, right, scores.length);
  }

  /** Those at the given places. */
  Statements at(int[] places) {
    double[] p = IntStream.of(places).mapToDouble(i -> probability[i]).toArray();
    boolean[] r = new boolean[places.length];
    for (int i = 0; i < places.length; i++) {
      r[i] = right[places[i]];
    }
    List<LabelledSubject> some = IntStream.of(places).mapToObj(subjects::get).toList();
    return new Statements(some, p, r, (int) some.stream().distinct().count());
  }

  /** All of several, one after another. */
  static Statements joined(List<Statements> parts) {
    List<LabelledSubject> all = parts.stream().flatMap(p -> p.subjects().stream()).toList();
    double[] p = new double[all.size()];
    boolean[] r = new boolean[all.size()];
    int at = 0;
    int records = 0;
    for (Statements part : parts) {
      System.arraycopy(part.probability, 0, p, at, part.size());
      System.arraycopy(part.right, 0, r, at, part.size());
      at += part.size();
      records += part.records;
    }
    return new Statements(all, p, r, records);
  }

  /** Number of statements. */
  int size() {
    return right.length;
  }
}
