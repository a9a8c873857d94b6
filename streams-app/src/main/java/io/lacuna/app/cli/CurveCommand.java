package io.lacuna.app.cli;

import io.lacuna.app.config.AppConfig;
import io.lacuna.app.evaluate.By;
import io.lacuna.app.evaluate.EvaluationJob;
import io.lacuna.app.evaluate.Settings;
import io.lacuna.app.evaluate.Truth;
import io.lacuna.app.replay.Perturbation;
import io.lacuna.app.replay.Question;
import io.lacuna.app.replay.WhatIf;
import io.lacuna.model.metric.Bounds;
import io.lacuna.model.recording.Protocol;
import io.lacuna.model.recording.RecordingFolder;
import io.lacuna.model.recording.RunFolder;
import io.lacuna.model.recording.RunManifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "curve",
    mixinStandardHelpOptions = true,
    description = {
      "Draws a missing-rate curve from a recording.",
      "It is replayed with each modality missing at random at growing rates, and the runs are evaluated against its labels."
    },
    footer = {"", "Example: ./lacuna curve recordings/patient --out curve --rates 0,0.3,0.6,0.9"})
final class CurveCommand implements Callable<Integer> {
  @Parameters(paramLabel = "RECORDING", description = "Folder of a recording with labels.")
  private Path recording;

  @Option(
      names = "--out",
      required = true,
      description = "Folder that takes the runs, evaluation.md, evaluation.json and report.html.")
  private Path out;

  @Option(
      names = "--rates",
      split = ",",
      defaultValue = "0,0.3,0.6,0.9",
      description = "Rates at which a modality is missing, 0 to 0.9 (default: ${DEFAULT-VALUE}).")
  private List<Double> rates;

  @Option(
      names = "--seed",
      defaultValue = "1",
      description = "Seed of what is missing, and of the intervals (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--draws",
      defaultValue = "1000",
      description = "Bootstrap draws of an interval (default: ${DEFAULT-VALUE}).")
  private int draws;

  @Option(
      names = "--batch-shape",
      defaultValue = "dynamic",
      description = "fixed or dynamic, as for replay (default: ${DEFAULT-VALUE}).")
  private String shape;

  @Mixin private ReplayConfig config;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    Ranges.atLeast(1, "--draws", draws);
    rates.forEach(rate -> Protocol.parse("random:" + rate));
    RecordingFolder folder = RecordingCommand.open(recording);
    folder.verify();
    // before anything is replayed for nothing
    Truth.read(recording);
    AppConfig app = config.load(folder.manifest().pipeline(), shape);
    List<Path> runs = new ArrayList<>();
    try (ReplayModel model = new ReplayModel(folder, app, null, Perturbation.NONE)) {
      for (double rate : rates) {
        runs.add(replay(model.question(), rate));
      }
    }
    Settings settings =
        new Settings(
            List.of(By.MASK),
            0.5,
            app.pipelines().get(0).abstainBelow(),
            draws,
            seed,
            Bounds.ACCELERATED);
    EvaluationJob done = EvaluationJob.run(runs, recording, settings, List.of(), command());
    Files.writeString(out.resolve("evaluation.md"), done.markdown());
    Files.writeString(out.resolve("evaluation.json"), done.json());
    Files.writeString(out.resolve("report.html"), done.html());
    spec.commandLine().getOut().print(done.markdown());
    return 0;
  }

  private Path replay(Question question, double rate) throws IOException {
    Protocol protocol = Protocol.parse("random:" + rate);
    Path run = out.resolve(String.format(Locale.ROOT, "random-%.2f", rate));
    Perturbation missing = new Perturbation(Map.of(), Map.of(), Map.of(), protocol, seed);
    RunManifest manifest =
        new WhatIf(
                question.with(missing),
                command(),
                Map.of("protocol", "random:" + rate, "seed", Long.toString(seed)))
            .run(new RunFolder(run), Runtime.getRuntime().availableProcessors(), n -> {});
    System.err.printf(Locale.ROOT, "-- rate %.2f: %,d predictions%n", rate, manifest.predictions());
    return run;
  }

  private String command() {
    return "./lacuna " + String.join(" ", spec.commandLine().getParseResult().originalArgs());
  }
}
