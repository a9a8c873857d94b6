package io.lacuna.trainer.calibrate;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lacuna.model.metric.Interval;

/** A calibration report for machines, as part of {@code metrics.json}. */
public final class CalibrationJson {
  private static final ObjectMapper JSON = new ObjectMapper();

  private CalibrationJson() {}

  /** {@code {"confidence": {"ITA": {"ece": {…}}}, "sets": {"findings": {"ITA": {…}}}, "rises"}}. */
  public static ObjectNode of(CalibrationReport report) {
    ObjectNode root = JSON.createObjectNode();
    root.put("fittedOn", report.calibration().fittedOn().split());
    root.put("intervalsOver", report.overGroups() ? "groups" : "subjects");
    ObjectNode confidence = root.putObject("confidence");
    for (CalibrationReport.ConfidenceRow row : report.confidence()) {
      ObjectNode mask = child(confidence, row.mask());
      mask.put("count", row.count());
      ObjectNode measure = mask.putObject(row.measure().word());
      numbers(measure.putObject("raw"), row.raw());
      numbers(measure.putObject("calibrated"), row.calibrated());
      numbers(measure.putObject("calibrated - raw"), row.change());
      if (!Double.isNaN(row.ofExact())) {
        measure.put("ofExactConfidences", rounded(row.ofExact()));
      }
    }
    ObjectNode sets = root.putObject("sets");
    sets.put("level", report.calibration().conformal().level());
    for (CalibrationReport.SetRow row : report.sets()) {
      ObjectNode mask = child(sets, row.task()).putObject(row.mask());
      mask.put("count", row.count());
      numbers(mask.putObject("covered"), row.covered());
      numbers(mask.putObject("size"), row.size());
    }
    ArrayNode rises = root.putArray("rises");
    for (CalibrationReport.RiseRow row : report.rises()) {
      ObjectNode step = rises.addObject().put("more", row.more()).put("fewer", row.fewer());
      numbers(step.putObject("raw"), row.raw());
      numbers(step.putObject("calibrated"), row.calibrated());
    }
    return root;
  }

  private static ObjectNode child(ObjectNode parent, String name) {
    return parent.has(name) ? (ObjectNode) parent.get(name) : parent.putObject(name);
  }

  private static void numbers(ObjectNode node, Interval interval) {
    node.put("value", rounded(interval.value()));
    node.put("low", rounded(interval.low()));
    node.put("high", rounded(interval.high()));
  }

  private static double rounded(double value) {
    return Math.rint(value * 1e4) / 1e4;
  }
}
