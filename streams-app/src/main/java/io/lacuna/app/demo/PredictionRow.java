package io.lacuna.app.demo;

import io.lacuna.app.evaluate.Status;
import io.lacuna.app.evaluate.Truth;
import io.lacuna.schema.Absence;
import io.lacuna.schema.Prediction;
import io.lacuna.schema.TaskKind;
import io.lacuna.schema.TaskScores;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A prediction as one readable line. */
final class PredictionRow {
  private static final double SHOWN_FROM = 0.5;

  private PredictionRow() {}

  static String of(Prediction p, Truth truth) {
    return String.format(
        Locale.ROOT,
        "%-9s %-8s %s %-11s r%d %-9s %-40s %s %-46s %s",
        p.getPipeline(),
        p.getSubject(),
        p.getPresenceLetters(),
        Status.of(p).word(),
        p.getRevision(),
        word(p.getCause()),
        absences(p),
        p.getConfidence() == null ? "    " : String.format(Locale.ROOT, "%.2f", p.getConfidence()),
        p.getScores() == null ? "failed: " + p.getFailure() : scores(p.getScores()),
        truth(p, truth));
  }

  private static String absences(Prediction p) {
    if (p.getAbsences().isEmpty()) {
      return "";
    }
    return p.getAbsences().stream()
        .map(PredictionRow::absence)
        .collect(Collectors.joining(", ", "no ", ""));
  }

  private static String absence(Absence a) {
    return word(a.getModality()) + " (" + word(a.getReason()).replace('_', '-') + ")";
  }

  private static String scores(List<TaskScores> tasks) {
    return tasks.stream()
        .map(
            t ->
                t.getKind() == TaskKind.REGRESSION
                    ? String.format(Locale.ROOT, "%s %+.1f", t.getTask(), t.getValues().get(0))
                    : labels(t))
        .collect(Collectors.joining("  "));
  }

  /** The labels that are more likely than not, best first; the best one if there are none. */
  private static String labels(TaskScores t) {
    List<Integer> byScore =
        IntStream.range(0, t.getValues().size())
            .boxed()
            .sorted((a, b) -> Float.compare(t.getValues().get(b), t.getValues().get(a)))
            .toList();
    List<String> shown = new ArrayList<>();
    for (int i : byScore) {
      if (shown.isEmpty() || t.getValues().get(i) >= SHOWN_FROM) {
        shown.add(
            String.format(Locale.ROOT, "%s %.2f", t.getLabels().get(i), t.getValues().get(i)));
      }
    }
    return String.join(", ", shown);
  }

  private static String truth(Prediction p, Truth truth) {
    if (p.getScores() == null) {
      return "";
    }
    List<String> parts = new ArrayList<>();
    for (TaskScores t : p.getScores()) {
      truth.of(p.getSubject(), t.getTask()).ifPresent(values -> parts.add(expected(t, values)));
    }
    return parts.isEmpty() ? "" : "truth: " + String.join("  ", parts);
  }

  private static String expected(TaskScores t, double[] values) {
    if (t.getKind() == TaskKind.REGRESSION) {
      return String.format(Locale.ROOT, "%+.1f", values[0]);
    }
    String set =
        IntStream.range(0, values.length)
            .filter(i -> values[i] > 0)
            .mapToObj(t.getLabels()::get)
            .collect(Collectors.joining(", "));
    return set.isEmpty() ? "none" : set;
  }

  private static String word(Enum<?> e) {
    return e.name().toLowerCase(Locale.ROOT);
  }
}
