package io.lacuna.app.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.lacuna.model.recording.RecordingFolder;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Labels of a recording's subjects: subject → task → one value per label. */
final class Truth {
  private final Map<String, Map<String, double[]>> labels = new HashMap<>();

  private Truth() {}

  static Truth of(RecordingFolder recording) throws IOException {
    Truth truth = new Truth();
    recording
        .truth()
        .forEach(
            (subject, tasks) -> {
              Map<String, double[]> values = new HashMap<>();
              tasks.properties().forEach(t -> values.put(t.getKey(), values(t.getValue())));
              truth.labels.put(subject, values);
            });
    return truth;
  }

  Optional<double[]> of(String subject, String task) {
    return Optional.ofNullable(labels.getOrDefault(subject, Map.of()).get(task));
  }

  /** Mean of each value over all subjects: what one would say without any evidence. */
  double[] prior(String task) {
    double[] sum = null;
    int n = 0;
    for (Map<String, double[]> tasks : labels.values()) {
      double[] values = tasks.get(task);
      if (values != null) {
        sum = sum == null ? new double[values.length] : sum;
        for (int i = 0; i < values.length; i++) {
          sum[i] += values[i];
        }
        n++;
      }
    }
    for (int i = 0; sum != null && i < sum.length; i++) {
      sum[i] /= n;
    }
    return sum;
  }

  private static double[] values(JsonNode node) {
    if (!node.isArray()) {
      return new double[] {node.asDouble()};
    }
    double[] values = new double[node.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = node.get(i).asDouble();
    }
    return values;
  }
}
