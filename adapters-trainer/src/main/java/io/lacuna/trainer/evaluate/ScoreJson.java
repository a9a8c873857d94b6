package io.lacuna.trainer.evaluate;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lacuna.model.metric.Interval;
import java.util.ArrayList;
import java.util.List;

/** A score table for machines. */
public final class ScoreJson {
  private static final ObjectMapper JSON = new ObjectMapper();

  private ScoreJson() {}

  /** {@code {"ITA": {"count": n, "findings": {"map": {"mora": {value, low, high}, …}}}, …}}. */
  public static ObjectNode byPresence(ScoreTable table) {
    ObjectNode root = JSON.createObjectNode();
    List<ScoreTable.Cell> all = new ArrayList<>(table.cells());
    all.addAll(table.differences());
    for (ScoreTable.Cell c : all) {
      ObjectNode mask = child(root, c.mask().toString());
      mask.put("count", table.size());
      numbers(child(child(child(mask, c.task()), c.measure().word()), c.method()), c.interval());
    }
    return root;
  }

  /** {@code [{"more": "ITA", "fewer": "IT-", "task", "measure", value, low, high}, …]}. */
  public static ArrayNode steps(ScoreTable table) {
    ArrayNode steps = JSON.createArrayNode();
    for (ScoreTable.Step s : table.steps()) {
      ObjectNode node = steps.addObject();
      node.put("more", s.more().toString()).put("fewer", s.fewer().toString());
      node.put("task", s.task()).put("measure", s.measure().word());
      numbers(node, s.difference());
    }
    return steps;
  }

  private static ObjectNode child(ObjectNode parent, String name) {
    return parent.has(name) ? (ObjectNode) parent.get(name) : parent.putObject(name);
  }

  private static void numbers(ObjectNode node, Interval interval) {
    number(node, "value", interval.value());
    number(node, "low", interval.low());
    number(node, "high", interval.high());
  }

  private static void number(ObjectNode node, String name, double value) {
    if (Double.isNaN(value)) {
      node.putNull(name);
    } else {
      node.put(name, Math.rint(value * 1e4) / 1e4);
    }
  }
}
