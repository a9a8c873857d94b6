package io.lacuna.bench.scale;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * What a run of {@code bench scale} measured, as far as a plan needs it.
 *
 * @param perSecond records per second of one stream thread, with the most windows
 * @param cpuMicros processor time per record, with the most windows, µs
 * @param heapBytes of the heap per open window
 * @param storeBytes of local disk per open window
 * @param logBytes of changelog per record
 * @param restoreSeconds per GB of changelog; null where nobody was killed
 * @param payloadBytes of a sample in that run
 */
record Constants(
    double perSecond,
    double cpuMicros,
    double heapBytes,
    double storeBytes,
    double logBytes,
    Double restoreSeconds,
    double payloadBytes) {

  /**
   * @param report JSON of {@code bench scale} with at least two numbers of windows
   * @throws IllegalArgumentException if it is none
   */
  static Constants of(JsonNode report) {
    if (!"scale".equals(report.path("benchmark").asText())) {
      throw new IllegalArgumentException("--from: this is no report of bench scale");
    }
    List<Double> windows = column(report, ScaleReport.WEIGHTS, ScaleReport.WINDOWS);
    int most = windows.indexOf(windows.stream().max(Double::compare).orElseThrow());
    int fewest = windows.indexOf(windows.stream().min(Double::compare).orElseThrow());
    if (most == fewest) {
      throw new IllegalArgumentException("--from: a plan needs two numbers of --windows");
    }
    List<Double> heap = column(report, ScaleReport.WEIGHTS, ScaleReport.HEAP);
    List<Double> store = column(report, ScaleReport.WEIGHTS, ScaleReport.STORE);
    double more = windows.get(most) - windows.get(fewest);
    return new Constants(
        column(report, ScaleReport.TIMES, ScaleReport.RATE).get(most),
        column(report, ScaleReport.TIMES, ScaleReport.CPU).get(most),
        (heap.get(most) - heap.get(fewest)) / more,
        (store.get(most) - store.get(fewest)) / more,
        column(report, ScaleReport.WEIGHTS, ScaleReport.CHANGELOG).get(most),
        restore(report),
        Double.parseDouble(report.get("settings").get("payload").asText().replace(" B", "")));
  }

  private static Double restore(JsonNode report) {
    for (JsonNode table : report.get("tables")) {
      if (table.get("title").asText().equals(ScaleReport.TAKEOVERS)) {
        return column(report, ScaleReport.TAKEOVERS, ScaleReport.PER_GB).get(0);
      }
    }
    return null;
  }

  /** The numbers of a column; null where a cell has none. */
  private static List<Double> column(JsonNode report, String title, String name) {
    for (JsonNode table : report.get("tables")) {
      if (table.get("title").asText().equals(title)) {
        int at = 0;
        while (!table.get("columns").get(at).asText().equals(name)) {
          at++;
        }
        List<Double> values = new ArrayList<>();
        for (JsonNode row : table.get("rows")) {
          values.add(row.get(at).isNumber() ? row.get(at).asDouble() : null);
        }
        return values;
      }
    }
    throw new IllegalArgumentException("--from: the report lacks the table " + title);
  }
}
