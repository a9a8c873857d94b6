package io.lacuna.bench.micro;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * What one operation costs.
 *
 * @param nanos of the fastest iteration, ns; the others were disturbed more
 * @param bytes allocated on the Java heap, mean over the iterations
 */
record Cost(double nanos, double bytes) {
  /** What the others are told in multiples of. */
  static final String REFERENCE = "Reference.loop";

  private static final String ALLOCATED = "gc.alloc.rate.norm";

  /** The costs by name, from what JMH wrote, in ns per operation. */
  static Map<String, Cost> ofJmh(JsonNode results) {
    Map<String, Cost> costs = new TreeMap<>();
    for (JsonNode result : results) {
      double best = Double.MAX_VALUE;
      for (JsonNode fork : result.get("primaryMetric").get("rawData")) {
        for (JsonNode iteration : fork) {
          best = Math.min(best, iteration.asDouble());
        }
      }
      double bytes = result.get("secondaryMetrics").get(ALLOCATED).get("score").asDouble();
      costs.put(name(result.get("benchmark").asText()), new Cost(best, bytes));
    }
    return costs;
  }

  /** Class and method, as {@code Window.put}. */
  private static String name(String qualified) {
    String[] parts = qualified.split("\\.");
    String type = parts[parts.length - 2].replaceFirst("Benchmark$", "");
    return type + "." + parts[parts.length - 1];
  }

  /**
   * The costs that a report of this verb holds.
   *
   * @throws IllegalArgumentException if it is none
   */
  static Map<String, Cost> ofReport(JsonNode report) {
    if (!"micro".equals(report.path("benchmark").asText())) {
      throw new IllegalArgumentException("this is no report of bench micro");
    }
    Map<String, Cost> costs = new LinkedHashMap<>();
    for (JsonNode row : report.get("tables").get(0).get("rows")) {
      costs.put(row.get(0).asText(), new Cost(row.get(1).asDouble(), row.get(3).asDouble()));
    }
    return costs;
  }
}
