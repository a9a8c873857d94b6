package io.lacuna.trainer.calibrate;

import io.lacuna.model.calibration.AdapterCalibration;
import io.lacuna.model.metric.Bootstrap;
import io.lacuna.model.metric.Interval;
import io.lacuna.model.modality.PresenceMask;
import io.lacuna.trainer.data.LabelledSubject;
import io.lacuna.trainer.data.TaskTarget;
import io.lacuna.trainer.evaluate.Statistics;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What a calibration is worth on subjects that it was not fitted on, with 95 % bootstrap intervals.
 *
 * @param calibration that was judged
 * @param subjects judged
 * @param overGroups whether intervals are over groups; otherwise they are over subjects
 * @param confidence per mask and measure, then for all masks together; empty without a confidence
 * @param sets per task and mask that has a bound
 * @param rises per modality less, then for all together; empty without a confidence
 */
public record CalibrationReport(
    AdapterCalibration calibration,
    int subjects,
    boolean overGroups,
    List<ConfidenceRow> confidence,
    List<SetRow> sets,
    List<RiseRow> rises) {
  /** Stands for all masks together. */
  public static final String ALL = "all";

  /**
   * @param mask letters of a mask, or {@link #ALL}
   * @param change calibrated − raw, on the same draws
   * @param ofExact what exact confidences would show by chance; NaN for measures other than ECE
   */
  public record ConfidenceRow(
      String mask,
      int count,
      ConfidenceMeasure measure,
      Interval raw,
      Interval calibrated,
      Interval change,
      double ofExact) {}

  /**
   * @param covered mean share of a record's true labels in its set; of a regression, share of
   *     records whose truth lies in the interval
   * @param size mean number of labels, or mean width of the interval in the task's unit
   */
  public record SetRow(String task, String mask, int count, Interval covered, Interval size) {}

  /** Share of records whose confidence is higher with fewer modalities. */
  public record RiseRow(String more, String fewer, Interval raw, Interval calibrated) {}

  /**
   * Judges.
   *
   * @param answered one entry per mask
   * @param subjects that the answers are about
   * @param draws of the bootstrap
   */
  public static CalibrationReport of(
      AdapterCalibration calibration,
      List<TaskTarget> tasks,
      List<Answered> answered,
      List<LabelledSubject> subjects,
      int draws,
      long seed) {
    List<String> groups = subjects.stream().map(LabelledSubject::group).toList();
    boolean overGroups = groups.stream().distinct().count() >= Statistics.GROUPS;
    Bootstrap bootstrap =
        overGroups
            ? Bootstrap.ofGroups(groups, draws, seed)
            : Bootstrap.ofRecords(subjects.size(), draws, seed);
    List<ConfidenceLine> lines = lines(calibration, tasks, answered, subjects);
    return new CalibrationReport(
        calibration,
        subjects.size(),
        overGroups,
        confidence(lines, bootstrap),
        sets(calibration, tasks, answered, subjects, bootstrap),
        rises(lines, bootstrap));
  }

  private static List<ConfidenceLine> lines(
      AdapterCalibration calibration,
      List<TaskTarget> tasks,
      List<Answered> answered,
      List<LabelledSubject> subjects) {
    List<ConfidenceLine> lines = new ArrayList<>();
    for (int place = 0; place < tasks.size(); place++) {
      TaskTarget task = tasks.get(place);
      if (calibration.confidence() != null && calibration.confidence().task().equals(task.name())) {
        for (Answered a : answered) {
          Statements tops = Statements.top(a, task, place);
          if (tops.size() > 0) {
            lines.add(
                ConfidenceLine.of(a.mask(), subjects, tops, calibration.confidence().of(a.mask())));
          }
        }
      }
    }
    return lines;
  }

  private static List<ConfidenceRow> confidence(List<ConfidenceLine> lines, Bootstrap bootstrap) {
    List<ConfidenceRow> rows = new ArrayList<>();
    for (ConfidenceMeasure measure : ConfidenceMeasure.values()) {
      for (ConfidenceLine line : lines) {
        rows.add(row(line.mask().toString(), measure, List.of(line), bootstrap));
      }
      if (!lines.isEmpty()) {
        rows.add(row(ALL, measure, lines, bootstrap));
      }
    }
    return rows;
  }

  private static ConfidenceRow row(
      String name, ConfidenceMeasure measure, List<ConfidenceLine> lines, Bootstrap bootstrap) {
    ToDoubleFunction<int[]> raw = ConfidenceLine.measure(lines, measure, false);
    ToDoubleFunction<int[]> calibrated = ConfidenceLine.measure(lines, measure, true);
    return new ConfidenceRow(
        name,
        lines.stream().mapToInt(l -> l.right().length).sum(),
        measure,
        bootstrap.interval(raw),
        bootstrap.interval(calibrated),
        bootstrap.difference(calibrated, raw),
        measure == ConfidenceMeasure.ECE ? ConfidenceLine.errorOfExact(lines) : Double.NaN);
  }

  private static List<SetRow> sets(
      AdapterCalibration calibration,
      List<TaskTarget> tasks,
      List<Answered> answered,
      List<LabelledSubject> subjects,
      Bootstrap bootstrap) {
    List<SetRow> rows = new ArrayList<>();
    for (int place = 0; place < tasks.size(); place++) {
      TaskTarget task = tasks.get(place);
      for (Answered a : answered) {
        var bound = calibration.conformal().of(task.name(), a.mask());
        if (bound.isPresent()) {
          SetLine line = SetLine.of(a, task, place, bound.get());
          int[] rowOf = Rows.of(subjects, line.subjects());
          rows.add(
              new SetRow(
                  task.name(),
                  a.mask().toString(),
                  line.subjects().size(),
                  bootstrap.interval(SetLine.mean(line.covered(), rowOf)),
                  bootstrap.interval(SetLine.mean(line.size(), rowOf))));
        }
      }
    }
    return rows;
  }

  private static List<RiseRow> rises(List<ConfidenceLine> lines, Bootstrap bootstrap) {
    List<RiseRow> rows = new ArrayList<>();
    List<ConfidenceLine.Pair> all = new ArrayList<>();
    for (ConfidenceLine more : lines) {
      for (ConfidenceLine fewer : lines) {
        PresenceMask both = more.mask().and(fewer.mask());
        if (both.equals(fewer.mask()) && more.mask().count() == fewer.mask().count() + 1) {
          var pair = new ConfidenceLine.Pair(more, fewer);
          all.add(pair);
          String from = more.mask().toString();
          rows.add(rise(from, fewer.mask().toString(), List.of(pair), bootstrap));
        }
      }
    }
    if (!all.isEmpty()) {
      rows.add(rise(ALL, ALL, all, bootstrap));
    }
    return rows;
  }

  private static RiseRow rise(
      String more, String fewer, List<ConfidenceLine.Pair> pairs, Bootstrap bootstrap) {
    return new RiseRow(
        more,
        fewer,
        bootstrap.interval(ConfidenceLine.rises(pairs, false)),
        bootstrap.interval(ConfidenceLine.rises(pairs, true)));
  }
}
