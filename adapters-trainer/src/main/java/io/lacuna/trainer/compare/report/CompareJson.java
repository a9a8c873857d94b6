package io.lacuna.trainer.compare.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lacuna.model.metric.Interval;
import io.lacuna.trainer.compare.Figures;
import io.lacuna.trainer.compare.ProtocolFigures;
import io.lacuna.trainer.compare.Report;
import java.util.List;

/**
 * A comparison for machines: one object a table. The same answers give the same bytes, so it says
 * nothing of how long anything took.
 */
public final class CompareJson {
  private static final ObjectMapper JSON = new ObjectMapper();

  private CompareJson() {}

  /** Each table on a line. */
  public static List<String> lines(Report report) {
    return report.tables().stream().map(t -> table(report, t).toString()).toList();
  }

  static ObjectNode table(Report report, ProtocolFigures t) {
    ObjectNode root = JSON.createObjectNode();
    root.put("protocol", t.protocol()).put("missing", t.missing());
    root.put("subjects", t.subjects()).put("seeds", t.seeds()).put("level", 0.95);
    root.put("intervalsOver", t.overGroups() ? "groups" : "subjects");
    root.put("reference", t.reference()).put("comparisons", t.intervals());
    ObjectNode trained = root.putObject("trainedValues");
    report.methods().forEach(m -> trained.put(m.label(), m.trained()));
    ObjectNode missing = root.putObject("missingModalities");
    for (int c = 0; c < t.conditions().size(); c++) {
      number(missing, t.conditions().get(c), t.missingModalities().get(c), 1e4);
    }
    root.set(t.field(), figures(t));
    root.set("significance", significance(t));
    ArrayNode steps = JSON.createArrayNode();
    t.figures().forEach(f -> steps(f, steps));
    root.set("steps", steps);
    ArrayNode verdict = root.putArray("verdict");
    Verdict.of(t).forEach(verdict::add);
    return root;
  }

  /** Puts something of each cell into the objects of its condition, task and measure. */
  @FunctionalInterface
  private interface Entry {
    void put(ObjectNode measure, Figures.Row row, Figures.Cell cell);
  }

  /** {@code {"ITA": {"count": n, "findings": {"map": {"mora": {value, low, high}, …}}}, …}}. */
  private static ObjectNode figures(ProtocolFigures t) {
    ObjectNode root = JSON.createObjectNode();
    t.conditions().forEach(c -> root.putObject(c).put("count", t.subjects()));
    each(
        t,
        root,
        (measure, row, cell) -> {
          ObjectNode own = measure.putObject(row.method());
          numbers(own, cell.mean());
          if (!Double.isNaN(cell.deviation())) {
            number(own, "deviation", cell.deviation(), 1e4);
          }
          if (cell.difference() != null) {
            numbers(measure.putObject(t.reference() + " - " + row.method()), cell.difference());
          }
        });
    return root;
  }

  /** {@code {"ITA": {"findings": {"map": {"head-only": {p, holm}, …}}}, …}}. */
  private static ObjectNode significance(ProtocolFigures t) {
    ObjectNode root = JSON.createObjectNode();
    t.conditions().forEach(root::putObject);
    each(
        t,
        root,
        (measure, row, cell) -> {
          if (cell.difference() != null) {
            ObjectNode own = measure.putObject(row.method());
            number(own, "p", cell.p(), 1e8);
            own.put("holm", cell.holm());
          }
        });
    return root;
  }

  private static void each(ProtocolFigures t, ObjectNode root, Entry entry) {
    for (int c = 0; c < t.conditions().size(); c++) {
      ObjectNode condition = (ObjectNode) root.get(t.conditions().get(c));
      for (Figures f : t.figures()) {
        ObjectNode measure = child(condition, f.task()).putObject(f.measure().word());
        for (Figures.Row row : f.rows()) {
          if (row.cells().get(c) != null) {
            entry.put(measure, row, row.cells().get(c));
          }
        }
      }
    }
  }

  private static void steps(Figures f, ArrayNode steps) {
    for (Figures.Step s : f.steps()) {
      ObjectNode node = steps.addObject();
      node.put("more", s.more()).put("fewer", s.fewer());
      node.put("task", f.task()).put("measure", f.measure().word());
      numbers(node, s.difference());
    }
  }

  private static ObjectNode child(ObjectNode parent, String name) {
    return parent.has(name) ? (ObjectNode) parent.get(name) : parent.putObject(name);
  }

  private static void numbers(ObjectNode node, Interval interval) {
    number(node, "value", interval.value(), 1e4);
    number(node, "low", interval.low(), 1e4);
    number(node, "high", interval.high(), 1e4);
  }

  private static void number(ObjectNode node, String name, double value, double parts) {
    if (Double.isNaN(value)) {
      node.putNull(name);
    } else {
      node.put(name, Math.rint(value * parts) / parts);
    }
  }
}
