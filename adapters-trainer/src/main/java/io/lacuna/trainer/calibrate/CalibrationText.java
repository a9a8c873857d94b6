package io.lacuna.trainer.calibrate;

import io.lacuna.model.calibration.ConfidenceScaling;
import io.lacuna.model.calibration.Scaling;
import io.lacuna.model.metric.Interval;
import java.util.List;
import java.util.Locale;

/** A calibration report for people: Markdown tables, a row per presence mask. */
public final class CalibrationText {
  private CalibrationText() {}

  /** Scalings, then what they and the bounds are worth. */
  public static String of(CalibrationReport report) {
    StringBuilder text = new StringBuilder();
    if (report.calibration().confidence() != null) {
      text.append(scalings(report)).append('\n');
    }
    for (ConfidenceMeasure measure : ConfidenceMeasure.values()) {
      text.append(confidence(report, measure));
    }
    text.append(sets(report)).append('\n').append(rises(report));
    return text.toString();
  }

  /** Temperature and bias of each mask; a mask without its own is said to have the pooled one. */
  private static String scalings(CalibrationReport report) {
    ConfidenceScaling confidence = report.calibration().confidence();
    StringBuilder text =
        new StringBuilder(
            "| scaling | temperature | bias | validation records |\n|---|---|---|---|\n");
    report.confidence().stream()
        .map(CalibrationReport.ConfidenceRow::mask)
        .distinct()
        .filter(mask -> !mask.equals(CalibrationReport.ALL))
        .forEach(
            mask -> {
              Scaling own = confidence.byPresence().get(mask);
              text.append("| `" + mask + "` | ");
              text.append(own == null ? "too few records: pooled | | |\n" : scaling(own));
            });
    return text.append("| pooled | " + scaling(confidence.pooled())).toString();
  }

  private static String scaling(Scaling s) {
    return String.format(
        Locale.ROOT, "%.2f | %+.2f | %d |\n", s.temperature(), s.bias(), s.records());
  }

  private static String confidence(CalibrationReport report, ConfidenceMeasure measure) {
    List<CalibrationReport.ConfidenceRow> rows =
        report.confidence().stream().filter(r -> r.measure() == measure).toList();
    if (rows.isEmpty()) {
      return "";
    }
    boolean ece = measure == ConfidenceMeasure.ECE;
    StringBuilder text = new StringBuilder();
    text.append("| confidence, " + measure.word() + " (lower is better) | records | raw");
    text.append(" | calibrated | calibrated - raw |" + (ece ? " exact ones would show |" : ""));
    text.append("\n|---|---|---|---|---|" + (ece ? "---|" : "") + "\n");
    for (CalibrationReport.ConfidenceRow row : rows) {
      text.append("| " + code(row.mask()) + " | " + row.count() + " | ");
      text.append(figure(row.raw()) + " | " + figure(row.calibrated()) + " | ");
      text.append(signed(row.change()) + " |");
      text.append(ece ? String.format(Locale.ROOT, " %.3f |\n", row.ofExact()) : "\n");
    }
    return text.append('\n').toString();
  }

  private static String sets(CalibrationReport report) {
    StringBuilder text = new StringBuilder();
    text.append("| sets at level " + report.calibration().conformal().level());
    text.append(" | records | truth inside | labels, or width |\n|---|---|---|---|\n");
    for (CalibrationReport.SetRow row : report.sets()) {
      text.append("| " + row.task() + " `" + row.mask() + "` | " + row.count() + " | ");
      text.append(figure(row.covered()) + " | " + figure(row.size()) + " |\n");
    }
    return text.toString();
  }

  private static String rises(CalibrationReport report) {
    if (report.rises().isEmpty()) {
      return "";
    }
    StringBuilder text = new StringBuilder();
    text.append("| confidence rises when a modality is taken away | raw | calibrated |\n");
    text.append("|---|---|---|\n");
    for (CalibrationReport.RiseRow row : report.rises()) {
      boolean all = row.more().equals(CalibrationReport.ALL);
      text.append(all ? "| all" : "| `" + row.more() + "` to `" + row.fewer() + "`");
      text.append(" | " + figure(row.raw()) + " | " + figure(row.calibrated()) + " |\n");
    }
    return text.toString();
  }

  private static String code(String mask) {
    return mask.equals(CalibrationReport.ALL) ? mask : "`" + mask + "`";
  }

  private static String figure(Interval i) {
    return String.format(Locale.ROOT, "%.3f [%.3f, %.3f]", i.value(), i.low(), i.high());
  }

  private static String signed(Interval i) {
    return String.format(Locale.ROOT, "%+.3f [%+.3f, %+.3f]", i.value(), i.low(), i.high());
  }
}
