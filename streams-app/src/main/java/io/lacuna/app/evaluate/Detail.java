package io.lacuna.app.evaluate;

import io.lacuna.model.metric.Counts;
import io.lacuna.model.metric.Regression;
import io.lacuna.model.metric.Reliability;
import io.lacuna.schema.TaskKind;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** What lies behind a calibration error and behind decisions. */
final class Detail {
  /** Bins of a reliability diagram; {@code of} is {@code labels} or {@code confidence}. */
  record Bins(String run, String task, By by, String scope, String of, List<Reliability> bins) {}

  /**
   * Truth against decision.
   *
   * @param labels decisions per label; empty for a regression
   * @param classes for a regression, truth (rows) by answer (columns), both clipped to [-3, 3] and
   *     rounded; empty for a multi-label task
   */
  record Confusion(String run, String task, List<LabelCounts> labels, long[][] classes) {}

  /** Decisions on one label. */
  record LabelCounts(String label, Counts counts) {}

  private Detail() {}

  /** Diagrams of labels and of confidence, without those that no record is in. */
  static List<Bins> reliability(String run, Task task, By by, String scope, Sheet sheet) {
    int[] rows = IntStream.range(0, sheet.size()).toArray();
    List<Bins> all = new ArrayList<>();
    if (task.kind() == TaskKind.MULTILABEL) {
      Stated labels = Stated.ofLabels(sheet, rows);
      Stated confidence = Stated.ofConfidence(sheet, rows);
      all.add(new Bins(run, task.name(), by, scope, "labels", bins(labels)));
      if (confidence.probability().length > 0) {
        all.add(new Bins(run, task.name(), by, scope, "confidence", bins(confidence)));
      }
    }
    return all;
  }

  private static List<Reliability> bins(Stated stated) {
    return Reliability.of(stated.probability(), stated.came(), Stated.BINS);
  }

  static Confusion confusion(String run, Task task, Sheet sheet) {
    int[] rows = IntStream.range(0, sheet.size()).toArray();
    if (task.kind() != TaskKind.MULTILABEL) {
      long[][] classes = Regression.confusion7(sheet.value(rows), sheet.target(rows));
      return new Confusion(run, task.name(), List.of(), classes);
    }
    List<LabelCounts> labels = new ArrayList<>();
    boolean[][] applies = sheet.applies(rows);
    for (int c = 0; c < task.labels().size(); c++) {
      double[] score = new double[rows.length];
      boolean[] truth = new boolean[rows.length];
      for (int i = 0; i < rows.length; i++) {
        score[i] = sheet.score()[i][c];
        truth[i] = applies[i][c];
      }
      labels.add(new LabelCounts(task.labels().get(c), Counts.of(score, truth, sheet.threshold())));
    }
    return new Confusion(run, task.name(), labels, new long[0][]);
  }
}
