package io.lacuna.app.evaluate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lacuna.model.metric.Bounds;
import io.lacuna.model.metric.Interval;
import io.lacuna.model.metric.Reliability;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * An evaluation for machines ({@code docs/evaluation.md}): the object that {@code adapters sign}
 * signs and that the report shows. It names no time of day: the same evaluation gives the same
 * bytes.
 */
final class EvaluationJson {
  /** Name of the format, raised when a field changes its meaning or goes. */
  static final String FORMAT = "lacuna-evaluation/1";

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);
  private static final double ROUNDING = 1e6;

  private EvaluationJson() {}

  static ObjectNode of(Evaluation e, List<Requirement.Outcome> outcomes, String command) {
    ObjectNode root = JSON.createObjectNode();
    root.put("format", FORMAT);
    Map<String, String> adapters = e.judgedAdapters();
    if (adapters.size() == 1) {
      root.put("adapter", adapters.values().iterator().next());
      root.put("adapter_digest", adapters.keySet().iterator().next());
    } else {
      root.putNull("adapter").putNull("adapter_digest");
    }
    root.set("adapters", JSON.valueToTree(adapters));
    if (outcomes.isEmpty()) {
      root.putNull("passed");
    } else {
      root.put("passed", outcomes.stream().allMatch(Requirement.Outcome::passed));
    }
    root.put("verdict", Verdict.of(e, outcomes));
    root.put("command", command);
    settings(root.putObject("settings"), e.settings());
    ObjectNode truth = root.putObject("truth").put("file", e.truth().file());
    truth.put("sha256", e.truth().sha256()).put("subjects", e.truth().subjects().size());
    ArrayNode requirements = root.putArray("requirements");
    outcomes.forEach(o -> requirement(requirements.addObject(), o));
    ArrayNode runs = root.putArray("runs");
    e.runs().forEach(r -> run(runs.addObject(), r, e));
    ArrayNode tasks = root.putArray("tasks");
    e.tasks()
        .forEach(
            t -> {
              ObjectNode node = tasks.addObject().put("name", t.name());
              node.put("kind", t.kind().name().toLowerCase(Locale.ROOT));
              node.put("leading", Evaluation.leading(t).word());
              node.set("labels", JSON.valueToTree(t.labels()));
            });
    ArrayNode metrics = root.putArray("metrics");
    for (Metric m : Metric.values()) {
      ObjectNode node = metrics.addObject().put("metric", m.word()).put("title", m.title());
      node.put("higher_is_better", m.higherIsBetter());
    }
    ArrayNode scores = root.putArray("scores");
    e.cells().forEach(c -> cell(scores.addObject(), c));
    ArrayNode reliability = root.putArray("reliability");
    e.reliability().forEach(b -> bins(reliability.addObject(), b));
    ArrayNode confusion = root.putArray("confusion");
    e.confusion().forEach(c -> confusion(confusion.addObject(), c));
    return root;
  }

  /** As text for a file, with a line end. */
  static String text(ObjectNode evaluation) {
    try {
      return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(evaluation) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree can always be written", e);
    }
  }

  private static void settings(ObjectNode node, Settings s) {
    node.set("by", JSON.valueToTree(s.by().stream().map(By::word).toList()));
    node.put("threshold", s.threshold()).put("abstain_below", s.abstainBelow());
    node.put("draws", s.draws()).put("seed", s.seed()).put("level", 0.95);
    node.put("bounds", s.bounds().name().toLowerCase(Locale.ROOT));
    node.put("bounds_of_ece", Bounds.REFLECTED.name().toLowerCase(Locale.ROOT));
    node.put("bins", Stated.BINS);
  }

  private static void requirement(ObjectNode node, Requirement.Outcome o) {
    node.put("requirement", o.requirement().text()).put("run", o.cell().run());
    node.put("task", o.cell().task()).put("metric", o.cell().metric().word());
    node.put("by", o.cell().by().word()).put("scope", o.cell().scope());
    node.put("of_delta", o.requirement().ofDelta());
    interval(node, o.requirement().interval(o.cell()));
    node.put("threshold", o.requirement().threshold()).put("passed", o.passed());
  }

  private static void run(ObjectNode node, Run run, Evaluation e) {
    node.put("name", run.name()).put("reference", run == e.reference());
    node.put("judged", e.judged().contains(run)).put("series", run.series());
    number(node, "missing_rate", run.missingRate());
    node.set("requested_drops", JSON.valueToTree(run.requestedDrops()));
    node.put("windows", run.windows().size());
    node.put("windows_without_labels", e.unlabelled().get(run.name()));
    node.set("adapters", JSON.valueToTree(run.adapters()));
    node.set("about", JSON.valueToTree(run.about()));
  }

  private static void cell(ObjectNode node, Cell c) {
    node.put("run", c.run()).put("task", c.task());
    node.put("by", c.by().word()).put("scope", c.scope());
    node.put("metric", c.metric().word()).put("count", c.count());
    node.put("groups", c.groups()).put("few", c.isOfFew());
    interval(node, c.interval());
    c.delta()
        .ifPresent(
            d -> {
              interval(node.putObject("delta").put("groups", c.pairedGroups()), d);
              node.put("than_reference", word(c.verdict()));
            });
  }

  private static String word(int verdict) {
    return verdict > 0 ? "better" : verdict < 0 ? "worse" : "not shown";
  }

  private static void bins(ObjectNode node, Detail.Bins b) {
    node.put("run", b.run()).put("task", b.task());
    node.put("by", b.by().word()).put("scope", b.scope()).put("of", b.of());
    ArrayNode bins = node.putArray("bins");
    for (Reliability r : b.bins()) {
      ObjectNode bin = bins.addObject().put("low", r.low()).put("high", r.high());
      bin.put("count", r.count());
      number(bin, "stated", r.stated());
      number(bin, "observed", r.observed());
    }
  }

  private static void confusion(ObjectNode node, Detail.Confusion c) {
    node.put("run", c.run()).put("task", c.task());
    ArrayNode labels = node.putArray("labels");
    for (Detail.LabelCounts l : c.labels()) {
      ObjectNode label = labels.addObject().put("label", l.label());
      label.put("tp", l.counts().tp()).put("fp", l.counts().fp());
      label.put("fn", l.counts().fn()).put("tn", l.counts().tn());
    }
    node.set("classes", JSON.valueToTree(c.classes()));
  }

  private static void interval(ObjectNode node, Interval i) {
    number(node, "value", i.value());
    number(node, "low", i.low());
    number(node, "high", i.high());
  }

  private static void number(ObjectNode node, String name, double value) {
    if (Double.isNaN(value)) {
      node.putNull(name);
    } else {
      node.put(name, Math.rint(value * ROUNDING) / ROUNDING);
    }
  }
}
