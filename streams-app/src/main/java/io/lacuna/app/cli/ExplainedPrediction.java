package io.lacuna.app.cli;

import io.lacuna.app.replay.Recomputation;
import io.lacuna.model.score.GateWeights;
import io.lacuna.schema.Absence;
import io.lacuna.schema.PayloadError;
import io.lacuna.schema.Prediction;
import io.lacuna.schema.SampleRef;
import io.lacuna.schema.TaskScores;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A prediction's lineage in words, for people. */
final class ExplainedPrediction {
  private final PrintWriter out;

  ExplainedPrediction(PrintWriter out) {
    this.out = out;
  }

  /**
   * @param errors payloads that its scoring found broken
   */
  void print(Prediction p, List<PayloadError> errors) {
    out.printf(
        "window %s from %s to %s, revision %d%s%n",
        p.getWindowId(),
        p.getWindowStart(),
        p.getWindowEnd(),
        p.getRevision(),
        p.getIsFinal() ? ", final" : "");
    out.printf("  decided    %s, %s present%n", p.getCause(), p.getPresenceLetters());
    for (Absence a : p.getAbsences()) {
      out.printf("  absent     %s, %s%n", a.getModality(), a.getReason());
    }
    Instant first = p.getDecision().getFirstEventTime();
    out.printf(
        "  clocks     first event %s, deadline %s after it, partitions at %s%n",
        first,
        Duration.between(first, p.getDecision().getDeadline()),
        p.getDecision().getPartitionTimes());
    p.getInputs().forEach(ref -> print("input", ref));
    p.getBrokenInputs().forEach(ref -> print("broken", ref));
    for (PayloadError e : errors) {
      out.printf(
          "  payload    %s at offset %d: %s%n",
          e.getRef().getModality(), e.getRef().getOffset(), e.getReason());
    }
    out.printf("  model      %s%n", p.getModelDigest());
    out.printf("  adapter    %s %s%n", p.getAdapter(), p.getAdapterDigest());
    if (p.getScores() == null) {
      out.printf("  failed     %s%n", p.getFailure());
      return;
    }
    p.getScores().forEach(this::print);
    if (p.getConfidence() != null) {
      out.printf(
          Locale.ROOT,
          "  confidence %.4f, %s%n",
          p.getConfidence(),
          p.getCalibrated() ? "calibrated for this presence" : "not calibrated");
    }
  }

  private void print(String what, SampleRef ref) {
    out.printf(
        "  %-10s %s-%d offset %d, event %s, sha256 %s%n",
        what,
        ref.getTopic(),
        ref.getPartition(),
        ref.getOffset(),
        ref.getEventTime(),
        ref.getSha256());
  }

  private void print(TaskScores task) {
    StringBuilder values = new StringBuilder();
    for (int i = 0; i < task.getValues().size(); i++) {
      values.append(values.isEmpty() ? "" : ", ");
      values.append(task.getLabels().get(i)).append(' ').append(task.getValues().get(i));
    }
    out.printf("  %-10s %s%n", task.getTask(), values);
  }

  void print(Recomputation.Result r) {
    out.printf(
        Locale.ROOT,
        "  again      %s%n",
        r.sameBits()
            ? "scored from the recording: the same bits"
            : String.format(
                Locale.ROOT,
                "scored from the recording: at most %.1e of the range away",
                r.farthest()));
    print(r.gates());
  }

  /** A gate over the modalities says what the answer leant on. */
  private void print(GateWeights gates) {
    gates
        .fusion()
        .forEach(
            (task, weights) ->
                out.printf(
                    "  gate       %s: %s%n",
                    task,
                    weights.entrySet().stream()
                        .map(e -> e.getKey() + " " + share(e.getValue()))
                        .collect(Collectors.joining(", "))));
    for (GateWeights.Expert e : gates.experts()) {
      out.printf(
          "  experts    %s, %s, block %d: %s%n", e.modality(), e.task(), e.block(), weights(e));
    }
  }

  private static String weights(GateWeights.Expert e) {
    if (e.shared().length == 1 && e.own() == 0) {
      return "one, no gate";
    }
    List<String> shared = new ArrayList<>();
    for (float weight : e.shared()) {
      shared.add(share(weight));
    }
    return "shared " + String.join(" ", shared) + ", own x " + share(e.own());
  }

  private static String share(float value) {
    return String.format(Locale.ROOT, "%.3f", value);
  }
}
