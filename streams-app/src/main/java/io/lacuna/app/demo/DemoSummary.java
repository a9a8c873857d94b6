package io.lacuna.app.demo;

import io.lacuna.app.evaluate.PresenceScores;
import io.lacuna.app.evaluate.Truth;
import io.lacuna.app.window.Ledger;
import io.lacuna.schema.Modality;
import io.lacuna.schema.state.ModalityLedger;
import io.lacuna.schema.state.TaskLedger;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** The demo's closing account of one pipeline, as a JSON-ready tree and as text. */
final class DemoSummary {
  private DemoSummary() {}

  static Map<String, Object> of(
      PipelineTally tally, Truth truth, TaskLedger ledger, double meanBatch, int maxBatch)
      throws IOException {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("observations", ledger.getOpened());
    tree.put("final", tally.finals());
    tree.put("finalTwice", tally.finalsTwice());
    tree.put("revisionGaps", tally.revisionGaps());
    tree.put("predictions", tally.predictions());
    tree.put("late", total(ledger, "late"));
    tree.put("deadLetters", total(ledger, "deadLetter") + total(ledger, "error"));
    tree.put("byPresence", PresenceScores.of(tally.latest(), truth));
    Map<String, Object> conservation = new LinkedHashMap<>();
    for (Modality m : Modality.values()) {
      conservation.put(
          m.name().toLowerCase(Locale.ROOT), columns(ledger.getModalities().get(m.ordinal())));
    }
    tree.put("conservation", conservation);
    Map<String, Object> latency = new LinkedHashMap<>();
    latency.put("p50", tally.latencyMs(50));
    latency.put("p99", tally.latencyMs(99));
    tree.put("latencyMs", latency);
    tree.put("batchFill", maxBatch == 0 ? 0 : meanBatch / maxBatch);
    tree.put("batchMean", meanBatch);
    return tree;
  }

  /** Whether every record and every observation is accounted for. */
  static boolean balances(PipelineTally tally, TaskLedger ledger) {
    return ledger.getModalities().stream().allMatch(l -> Ledger.balance(l) == 0)
        && ledger.getOpened() == ledger.getFinished()
        && tally.finals() == ledger.getFinished()
        && tally.finalsTwice() == 0
        && tally.revisionGaps() == 0;
  }

  private static long total(TaskLedger ledger, String column) {
    return ledger.getModalities().stream().mapToLong(l -> columns(l).get(column)).sum();
  }

  private static Map<String, Long> columns(ModalityLedger l) {
    Map<String, Long> c = new LinkedHashMap<>();
    c.put("in", l.getIn());
    c.put("used", l.getUsed());
    c.put("superseded", l.getSuperseded());
    c.put("duplicate", l.getDuplicate());
    c.put("marker", l.getMarker());
    c.put("late", l.getLate());
    c.put("error", l.getError());
    c.put("deadLetter", l.getDeadLetter());
    c.put("open", l.getOpen());
    c.put("balance", Ledger.balance(l));
    return c;
  }

  /** The tree as aligned text for a terminal. */
  static String text(String pipeline, Map<String, Object> tree) {
    StringBuilder s = new StringBuilder();
    line(
        s,
        "%n%s: %s observations, %s final, %s predictions, %s late, %s dead-lettered",
        pipeline,
        tree.get("observations"),
        tree.get("final"),
        tree.get("predictions"),
        tree.get("late"),
        tree.get("deadLetters"));
    Map<?, ?> latency = (Map<?, ?>) tree.get("latencyMs");
    line(
        s,
        "  last needed sample to committed prediction: p50 %s ms, p99 %s ms; %.1f observations a batch",
        latency.get("p50"),
        latency.get("p99"),
        (Double) tree.get("batchMean"));
    ((Map<?, ?>) tree.get("byPresence"))
        .forEach((presence, row) -> line(s, "  %s  %s", presence, row((Map<?, ?>) row)));
    ((Map<?, ?>) tree.get("conservation"))
        .forEach(
            (modality, columns) -> line(s, "  %-5s %s", modality, equation((Map<?, ?>) columns)));
    return s.toString();
  }

  private static String row(Map<?, ?> row) {
    StringBuilder s = new StringBuilder();
    row.forEach(
        (name, value) -> {
          if (value instanceof double[] interval) {
            s.append(String.format(Locale.ROOT, " [%.2f, %.2f]", interval[0], interval[1]));
          } else if (value instanceof Double d) {
            s.append(String.format(Locale.ROOT, "  %s %.3f", name, d));
          } else {
            s.append(String.format(Locale.ROOT, "%s %4s", name, value));
          }
        });
    return s.toString();
  }

  private static String equation(Map<?, ?> c) {
    return String.format(
        Locale.ROOT,
        "in %s = used %s + superseded %s + duplicate %s + marker %s + late %s + error %s + dead letter %s + open %s%s",
        c.get("in"),
        c.get("used"),
        c.get("superseded"),
        c.get("duplicate"),
        c.get("marker"),
        c.get("late"),
        c.get("error"),
        c.get("deadLetter"),
        c.get("open"),
        Long.valueOf(0).equals(c.get("balance")) ? "" : "   OFF BY " + c.get("balance"));
  }

  private static void line(StringBuilder s, String format, Object... values) {
    s.append(String.format(Locale.ROOT, format, values)).append(System.lineSeparator());
  }
}
