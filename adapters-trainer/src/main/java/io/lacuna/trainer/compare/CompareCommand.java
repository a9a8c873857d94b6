package io.lacuna.trainer.compare;

import io.lacuna.model.tensor.Torch;
import io.lacuna.trainer.compare.SourceOptions.Source;
import io.lacuna.trainer.compare.report.CompareHtml;
import io.lacuna.trainer.compare.report.CompareJson;
import io.lacuna.trainer.compare.report.CompareText;
import io.lacuna.trainer.data.DataSetException;
import io.lacuna.trainer.setup.BaseMaker;
import io.lacuna.trainer.setup.BaseSource;
import io.lacuna.trainer.setup.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code compare}: methods on the same data, rounds and seeds, under missing protocols. */
@Command(
    name = "compare",
    mixinStandardHelpOptions = true,
    description = {
      "Compare methods on a data set folder: each is trained on the same subjects with the same"
          + " seeds and judged under missing protocols, with 95 %% intervals and paired differences"
          + " to one of them.",
      "Judges on the split 'test' where there is one, else by grouped cross-validation. A run that"
          + " was cut off goes on when the same command is given again."
    },
    footer = {
      "",
      "Intervals are over groups where at least 20 are judged, else over subjects.",
      "Example: ./lacuna compare --data FOLDER --seeds 5 --methods all \\",
      "  --protocol fixed,random --html report.html"
    })
public final class CompareCommand implements Callable<Integer> {
  static final String WORKER = "--worker";

  @Spec private CommandSpec spec;

  @Mixin private SourceOptions from;

  @Mixin private WhatOptions what;

  @Option(names = "--list", description = "print the methods and what they work on, and end")
  private boolean list;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "run folder, of what has been computed (default: runs/compare-NAME)")
  private Path out;

  @Option(
      names = "--jobs",
      description = "processes that train side by side (default: 2, or 1 on a single core)")
  private int jobs = Math.min(2, Runtime.getRuntime().availableProcessors());

  @Option(names = "--json", description = "print the figures as JSON, one object a table")
  private boolean json;

  @Option(names = "--markdown", paramLabel = "FILE", description = "write the tables as Markdown")
  private Path markdown;

  @Option(
      names = "--html",
      paramLabel = "FILE",
      description = "write a report with curves, one file that opens from disk")
  private Path html;

  @Option(names = WORKER, hidden = true)
  private Integer worker;

  @Override
  public Integer call() throws IOException {
    if (list) {
      System.out.print(Catalogue.list());
      return 0;
    }
    Source source = usage(this::source);
    var rounds = usage(() -> what.rounds(source.set()));
    Torch.inferenceThread();
    BaseMaker maker =
        new BaseMaker(source.config(), source.set(), from.models(source.config()), from.device());
    try (Workspace workspace = new Workspace(source.set(), maker.reader());
        BaseSource bases =
            maker.source(
                what.isCrossValidated(source.set()), what.isTrained(), what.learnsFromLess())) {
      Planning planning = new Planning(source.config(), source.set(), what, bases, from, threads());
      Experiment experiment = usage(() -> planning.experiment(rounds, this::note));
      UnitStore store = new UnitStore(folder(source));
      UnitRunner runner = new UnitRunner(workspace, bases);
      Worker.Computer computer = unit -> runner.run(unit, experiment.learner(unit));
      if (worker != null) {
        int count = experiment.units().size();
        new Worker(store, experiment, computer, u -> System.out.println(u.name()))
            .run(count / jobs * worker);
        return 0;
      }
      Results results =
          new Computation(store, experiment, computer, System.err)
              .run(jobs, workers(folder(source)));
      System.err.println("drawing intervals");
      Report report = results.report(planning, command());
      print(report);
    }
    return 0;
  }

  private Source source() {
    if (jobs < 1 || jobs > 256) {
      throw new IllegalArgumentException("--jobs " + jobs + " must be 1 to 256");
    }
    requireFolder("--markdown", markdown);
    requireFolder("--html", html);
    what.check();
    what.methods();
    if (what.isTrained() && !from.hasConfig()) {
      throw new IllegalArgumentException("--trained needs --config");
    }
    return from.read();
  }

  /** What could not be written would only be known after all the training. */
  private static void requireFolder(String option, Path file) {
    if (file == null) {
      return;
    }
    Path parent = file.toAbsolutePath().getParent();
    if (parent == null || !Files.isDirectory(parent) || Files.isDirectory(file)) {
      throw new IllegalArgumentException(
          option + " " + file + " must be a file in a folder that exists");
    }
  }

  private Path folder(Source source) {
    String name = source.set().name().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
    return out != null ? out : Path.of("runs", "compare-" + name);
  }

  private Workers workers(Path folder) {
    return new Workers(
        spec.root().userObject().getClass().getName(),
        spec.root().commandLine().getParseResult().originalArgs(),
        folder);
  }

  /** Threads for arrays, where the training will be: they may change the last bits. */
  private String threads() {
    return jobs > 1 ? "1" : System.getProperty("ai.djl.pytorch.num_threads", "default");
  }

  private void note(String text) {
    if (worker == null) {
      System.err.println("note: " + text);
    }
  }

  private String command() {
    return spec.root().commandLine().getParseResult().originalArgs().stream()
        .map(a -> a.matches("[\\w./:=,+@%-]+") ? a : "'" + a.replace("'", "'\\''") + "'")
        .collect(Collectors.joining(" ", "./lacuna ", ""));
  }

  private void print(Report report) throws IOException {
    if (json) {
      CompareJson.lines(report).forEach(System.out::println);
    } else {
      System.out.print(CompareText.of(report));
    }
    if (markdown != null) {
      Files.writeString(markdown, CompareText.markdown(report));
    }
    if (html != null) {
      Files.writeString(html, CompareHtml.of(report));
    }
  }

  /** What a user says wrongly is a matter of usage. */
  private <T> T usage(Supplier<T> read) {
    try {
      return read.get();
    } catch (DataSetException e) {
      throw e; // what is wrong is in a file
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }
}
