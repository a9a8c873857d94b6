package io.lacuna.app.evaluate;

import io.lacuna.model.metric.Interval;
import io.lacuna.model.modality.PresenceMask;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a reader should know first, in sentences. */
final class Verdict {
  private static final String NOTHING = PresenceMask.NONE.toString();

  private Verdict() {}

  static String of(Evaluation e, List<Requirement.Outcome> outcomes) {
    List<String> sentences = new ArrayList<>();
    List<Run> judged = e.judged();
    Run last = judged.get(judged.size() - 1);
    for (Run run : judged.size() == 1 ? judged : List.of(judged.get(0), last)) {
      for (Task task : run.tasks()) {
        sentence(e, run, task)
            .ifPresent(s -> sentences.add(judged.size() == 1 ? s : "Run " + run.name() + ", " + s));
      }
    }
    e.cell(last.name(), "", By.ALL, "all", Metric.CONFIDENCE_RISES)
        .filter(c -> !Double.isNaN(c.interval().value()))
        .ifPresent(
            c ->
                sentences.add(
                    String.format(
                        Locale.ROOT,
                        "Confidence rose on %.1f %% of the answers that had less evidence in %s than in %s.",
                        100 * c.interval().value(),
                        last.name(),
                        e.reference().name())));
    if (!outcomes.isEmpty()) {
      long passed = outcomes.stream().filter(Requirement.Outcome::passed).count();
      sentences.add(
          passed == outcomes.size()
              ? "All " + passed + " requirements hold."
              : (outcomes.size() - passed) + " of " + outcomes.size() + " requirements FAILED.");
    }
    return String.join(" ", sentences);
  }

  private static Optional<String> sentence(Evaluation e, Run run, Task task) {
    Metric metric = Evaluation.leading(task);
    Optional<Cell> all = e.cell(run.name(), task.name(), By.ALL, "all", metric);
    if (all.isEmpty()) {
      return Optional.empty();
    }
    Cell c = all.get();
    StringBuilder s = new StringBuilder();
    s.append(
        String.format(
            "%s: %s %s over %d answers",
            task.name(), metric.title(), figure(c.interval()), c.count()));
    worst(e, run, task, metric)
        .ifPresent(
            w ->
                s.append(
                    String.format(
                        ", weakest at %s with %s (%d answers)",
                        w.scope(), figure(w.interval()), w.count())));
    c.delta()
        .ifPresent(
            d ->
                s.append(
                    String.format(
                        "; %s run %s by %s",
                        c.verdict() > 0
                            ? "better than"
                            : c.verdict() < 0 ? "worse than" : "not shown to differ from",
                        e.reference().name(),
                        figure(d))));
    return Optional.of(s.append('.').toString());
  }

  /** The presence with the worst figure among those with enough subjects and some evidence. */
  private static Optional<Cell> worst(Evaluation e, Run run, Task task, Metric metric) {
    Comparator<Cell> byValue = Comparator.comparingDouble(c -> c.interval().value());
    return e.cells().stream()
        .filter(c -> c.run().equals(run.name()) && c.task().equals(task.name()))
        .filter(c -> c.by() == By.MASK && c.metric() == metric && !c.scope().equals(NOTHING))
        .filter(c -> !c.isOfFew() && !Double.isNaN(c.interval().value()))
        .min(metric.higherIsBetter() ? byValue : byValue.reversed());
  }

  /** {@code 0.612 [0.580, 0.641]}. */
  static String figure(Interval i) {
    return Double.isNaN(i.value())
        ? "not defined"
        : Double.isNaN(i.low())
            ? String.format(Locale.ROOT, "%.3f", i.value())
            : String.format(Locale.ROOT, "%.3f [%.3f, %.3f]", i.value(), i.low(), i.high());
  }
}
