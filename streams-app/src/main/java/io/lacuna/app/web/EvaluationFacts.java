package io.lacuna.app.web;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How adapters did in their own evaluation, from the {@code metrics.json} beside their weights.
 * What an adapter brings no such file for is not told.
 */
public final class EvaluationFacts {
  private static final Logger LOG = LoggerFactory.getLogger(EvaluationFacts.class);

  /** A metric with its interval; null where the split cannot tell. */
  record Estimate(Double value, Double low, Double high) {}

  /**
   * What is known of an adapter where these modalities are present.
   *
   * @param level of the intervals, 0..1
   * @param over what was drawn again for the intervals, e.g. subjects
   * @param tasks task → metric → estimate
   */
  record Facts(
      String adapter,
      String split,
      double level,
      String over,
      int cases,
      Map<String, Map<String, Estimate>> tasks) {}

  private final Map<String, JsonNode> byDigest = new HashMap<>();

  private EvaluationFacts() {}

  /** Reads what lies in the folders; a file that cannot be read is left out, and logged. */
  public static EvaluationFacts read(Collection<Path> adapters) {
    EvaluationFacts facts = new EvaluationFacts();
    ObjectMapper json = new ObjectMapper();
    for (Path adapter : adapters) {
      Path file = adapter.resolve("metrics.json");
      if (Files.isReadable(file)) {
        try {
          JsonNode tree = json.readTree(file.toFile());
          facts.byDigest.put(tree.path("digest").asText(), tree);
        } catch (IOException e) {
          LOG.warn("{} is not shown on the live page: {}", file, e.getMessage());
        }
      }
    }
    return facts;
  }

  /**
   * @param digest of the adapter
   * @param presence letters, e.g. IT-
   */
  Optional<Facts> of(String digest, String presence) {
    JsonNode tree = byDigest.get(digest);
    if (tree == null || !tree.path("byPresence").has(presence)) {
      return Optional.empty();
    }
    String adapter = tree.path("adapter").asText();
    JsonNode cell = tree.path("byPresence").path(presence);
    Map<String, Map<String, Estimate>> tasks = new LinkedHashMap<>();
    cell.fields()
        .forEachRemaining(
            task -> {
              if (task.getValue().isObject()) {
                tasks.put(task.getKey(), metrics(task.getValue(), adapter));
              }
            });
    return Optional.of(
        new Facts(
            adapter,
            tree.path("split").asText(),
            tree.path("level").asDouble(),
            tree.path("intervalsOver").asText(),
            cell.path("count").asInt(),
            tasks));
  }

  private static Map<String, Estimate> metrics(JsonNode task, String adapter) {
    Map<String, Estimate> metrics = new LinkedHashMap<>();
    task.fields()
        .forEachRemaining(
            metric -> {
              JsonNode own = metric.getValue().path(adapter);
              if (own.isObject()) {
                metrics.put(
                    metric.getKey(),
                    new Estimate(number(own, "value"), number(own, "low"), number(own, "high")));
              }
            });
    return metrics;
  }

  private static Double number(JsonNode of, String name) {
    return of.path(name).isNumber() ? of.path(name).asDouble() : null;
  }
}
