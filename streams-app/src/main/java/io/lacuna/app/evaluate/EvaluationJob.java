package io.lacuna.app.evaluate;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One evaluation from folders to reports. Immutable. */
public final class EvaluationJob {
  private final Evaluation evaluation;
  private final List<Requirement.Outcome> outcomes;
  private final String command;

  private EvaluationJob(Evaluation evaluation, List<Requirement.Outcome> outcomes, String command) {
    this.evaluation = evaluation;
    this.outcomes = outcomes;
    this.command = command;
  }

  /**
   * @param runs folders, the reference first
   * @param truth a file of labels, or the folder of a recording
   * @param requirements as {@link Requirement} reads them
   * @param command what was asked for, for the reports
   * @throws IOException if a folder or file cannot be read or is not what it should be
   * @throws IllegalArgumentException if a requirement names what there is not
   * @throws EvaluationException if runs and labels do not fit each other
   */
  public static EvaluationJob run(
      List<Path> runs, Path truth, Settings settings, List<String> requirements, String command)
      throws IOException {
    List<Requirement> required = requirements.stream().map(Requirement::parse).toList();
    Set<By> by = new LinkedHashSet<>(settings.by());
    required.forEach(r -> by.add(r.by()));
    List<Run> read = new ArrayList<>();
    for (Map.Entry<String, Path> run : named(runs).entrySet()) {
      read.add(RunReader.read(run.getValue(), run.getKey()));
    }
    Evaluation evaluation =
        Evaluator.evaluate(read, Truth.read(truth), settings.with(List.copyOf(by)));
    List<Requirement.Outcome> outcomes =
        required.stream().flatMap(r -> r.judge(evaluation).stream()).toList();
    return new EvaluationJob(evaluation, outcomes, command);
  }

  /** A run is called by its folder; a second one of that name by a number, too. */
  private static Map<String, Path> named(List<Path> folders) {
    Map<String, Path> named = new LinkedHashMap<>();
    for (Path folder : folders) {
      String name = folder.toAbsolutePath().normalize().getFileName().toString();
      String free = name;
      for (int n = 2; named.containsKey(free); n++) {
        free = name + "-" + n;
      }
      named.put(free, folder);
    }
    return named;
  }

  /** Whether every requirement holds; true where there is none. */
  public boolean passed() {
    return outcomes.stream().allMatch(Requirement.Outcome::passed);
  }

  /** One line per requirement and judged run. */
  public List<String> outcomes() {
    return outcomes.stream().map(Requirement.Outcome::line).toList();
  }

  /** The object that {@code adapters sign} signs. */
  public String json() {
    return EvaluationJson.text(tree());
  }

  public String markdown() {
    return MarkdownReport.of(evaluation, outcomes, command);
  }

  /** One file that opens from disk. */
  public String html() {
    return HtmlReport.of(tree());
  }

  private ObjectNode tree() {
    return EvaluationJson.of(evaluation, outcomes, command);
  }
}
