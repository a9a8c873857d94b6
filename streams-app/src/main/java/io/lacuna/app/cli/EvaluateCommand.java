package io.lacuna.app.cli;

import io.lacuna.app.evaluate.By;
import io.lacuna.app.evaluate.EvaluationJob;
import io.lacuna.app.evaluate.Settings;
import io.lacuna.model.metric.Bounds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "evaluate",
    mixinStandardHelpOptions = true,
    description = {
      "Scores runs against labels, per task, presence mask and more.",
      "Intervals are of 95 %%. Each run is compared with the first on the same subjects, and held against requirements."
    },
    footer = {
      "",
      "Example: ./lacuna evaluate runs/complete runs/no-audio --html report.html \\",
      "           --truth recordings/patient --require \"macro_f1[IT-] >= 0.6\"",
      "Exit codes: 0 ok, 1 a requirement does not hold, 2 usage; docs/evaluation.md."
    })
final class EvaluateCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "RUN",
      arity = "1..*",
      description = "Folders of runs, as replay writes them; the first is the reference.")
  private List<Path> runs;

  @Option(
      names = "--truth",
      required = true,
      paramLabel = "PATH",
      description = "File of labels by subject (jsonl), or the folder of a recording.")
  private Path truth;

  @Option(
      names = "--by",
      split = ",",
      defaultValue = "mask,status",
      description = "Groupings: mask, absent, site, adapter, status (default: ${DEFAULT-VALUE}).",
      converter = ByConverter.class)
  private List<By> by;

  @Option(names = "--json", paramLabel = "FILE", description = "Write the evaluation for machines.")
  private Path json;

  @Option(
      names = "--markdown",
      paramLabel = "FILE",
      description = "Write it for a pull request (default: to standard output).")
  private Path markdown;

  @Option(names = "--html", paramLabel = "FILE", description = "Write the report, one file.")
  private Path html;

  @Option(
      names = "--require",
      paramLabel = "REQUIREMENT",
      description = "E.g. \"macro_f1[IT-] >= 0.6\"; may be given again.")
  private List<String> requirements = List.of();

  @Option(
      names = "--threshold",
      defaultValue = "0.5",
      description = "Score from which on a label is said to apply (default: ${DEFAULT-VALUE}).")
  private double threshold;

  @Option(
      names = "--abstain-below",
      defaultValue = "0",
      description = "Confidence under which answers count as withheld (default: ${DEFAULT-VALUE}).")
  private double abstainBelow;

  @Option(
      names = "--draws",
      defaultValue = "1000",
      description = "Bootstrap draws of an interval (default: ${DEFAULT-VALUE}).")
  private int draws;

  @Option(
      names = "--seed",
      defaultValue = "1",
      description = "Seed of the draws (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Override
  public Integer call() throws IOException {
    EvaluationJob done;
    try {
      Settings settings =
          new Settings(by, threshold, abstainBelow, draws, seed, Bounds.ACCELERATED);
      done = EvaluationJob.run(runs, truth, settings, requirements, command());
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage());
    }
    if (markdown == null) {
      System.out.print(done.markdown());
    } else {
      Files.writeString(markdown, done.markdown());
    }
    if (json != null) {
      Files.writeString(json, done.json());
    }
    if (html != null) {
      Files.writeString(html, done.html());
    }
    done.outcomes().forEach(spec.commandLine().getErr()::println);
    return done.passed() ? 0 : Main.FAILED;
  }

  /** As it was typed, with quotes where a shell needs them. */
  private String command() {
    return spec.commandLine().getParseResult().originalArgs().stream()
        .map(
            word -> word.matches("[\\w./,:=+@%-]+") ? word : "'" + word.replace("'", "'\\''") + "'")
        .collect(Collectors.joining(" ", "./lacuna ", ""));
  }
}
