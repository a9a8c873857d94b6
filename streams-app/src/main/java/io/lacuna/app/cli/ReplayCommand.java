package io.lacuna.app.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.lacuna.app.config.AppConfig;
import io.lacuna.app.config.PipelineConfig;
import io.lacuna.app.replay.Perturbation;
import io.lacuna.app.replay.Question;
import io.lacuna.app.replay.WhatIf;
import io.lacuna.model.recording.RecordingFolder;
import io.lacuna.model.recording.RunFolder;
import io.lacuna.model.recording.RunManifest;
import io.lacuna.model.score.ScoringModel;
import io.lacuna.wire.RegistryAvro;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
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
    name = "replay",
    mixinStandardHelpOptions = true,
    description = {
      "Replays a recording through the same topology, without a broker, and writes every",
      "prediction and the SHA-256 of them. The same question gives the same bytes."
    },
    footer = {
      "",
      "Example: ./lacuna replay recordings/patient --drop audio=0.5 --out /tmp/without-audio"
    })
final class ReplayCommand implements Callable<Integer> {
  @Parameters(paramLabel = "RECORDING", description = "Folder of the recording.")
  private Path recording;

  @Option(names = "--out", required = true, description = "Folder that takes the result.")
  private Path out;

  @Spec private CommandSpec spec;

  @Mixin private ReplayConfig config;

  @Mixin private PerturbationOptions perturbation;

  @Option(
      names = "--adapter",
      description = "Id of the adapter that scores everything, instead of the routes.")
  private String adapter;

  @Option(
      names = "--batch-shape",
      defaultValue = "fixed",
      description =
          "fixed: scores do not depend on batches, to the bit. dynamic: faster; the same bits only with the same batch size (default: ${DEFAULT-VALUE}).")
  private String shape;

  @Option(
      names = "--threads",
      description = "Partitions at the same time (default: one per processor).")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Override
  public Integer call() throws Exception {
    RecordingFolder folder = new RecordingFolder(recording);
    folder.verify();
    AppConfig app = config.load(folder.manifest().pipeline(), shape);
    PipelineConfig pipeline = app.pipelines().get(0);
    Perturbation asked = perturbation.parse();
    try (ScoringModel model = Models.on(app.device(), app.batch().shape()).apply(pipeline);
        RegistryAvro registry =
            RegistryAvro.recorded(folder.schemas(), pipeline.topics().inputs())) {
      Question question =
          new Question(
              folder,
              app,
              pipeline,
              registry,
              model,
              ReplayConfig.routes(pipeline, model, adapter),
              asked);
      ReplayProgress progress = new ReplayProgress(System.err, inputs(folder));
      Map<String, String> settings = perturbation.settings();
      config.policy().forEach((key, value) -> settings.put("policy." + key, value));
      settings.put("batch.shape", shape);
      if (adapter != null) {
        settings.put("adapter", adapter);
      }
      RunManifest result =
          new WhatIf(question, command(), settings)
              .run(new RunFolder(out), threads, progress::read);
      print(result, progress.elapsedMs());
    }
    return 0;
  }

  private static long inputs(RecordingFolder folder) throws IOException {
    long records = 0;
    for (int partition : folder.partitions()) {
      try (var arrivals = folder.arrivals(partition)) {
        for (; arrivals.hasNext(); arrivals.next()) {
          records++;
        }
      }
    }
    return records;
  }

  private void print(RunManifest result, long elapsedMs) throws IOException {
    PrintWriter words = spec.commandLine().getOut();
    if (json) {
      words.println(new ObjectMapper().writeValueAsString(result));
    } else {
      words.printf(
          Locale.ROOT,
          "%,d records, %,d predictions in %.1f s: %,.0f records/s%n%s  %s%n",
          result.records(),
          result.predictions(),
          elapsedMs / 1000.0,
          result.records() * 1000.0 / elapsedMs,
          result.predictionsSha256(),
          out.resolve(RunFolder.PREDICTIONS));
    }
  }

  private String command() {
    return "lacuna replay " + String.join(" ", spec.commandLine().getParseResult().originalArgs());
  }
}
