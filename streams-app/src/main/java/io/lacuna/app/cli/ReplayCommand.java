package io.lacuna.app.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.lacuna.app.config.AppConfig;
import io.lacuna.app.replay.Question;
import io.lacuna.app.replay.Verification;
import io.lacuna.app.replay.WhatIf;
import io.lacuna.model.recording.RecordingFolder;
import io.lacuna.model.recording.RunFolder;
import io.lacuna.model.recording.RunManifest;
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
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "replay",
    mixinStandardHelpOptions = true,
    description = {
      "Replays a recording through the same topology, without a broker.",
      "Writes every prediction and the SHA-256 of them. The same question gives the same bytes."
    },
    footer = {
      "",
      "Example: ./lacuna replay recordings/patient --drop audio=0.5 --out without-audio",
      "Example: ./lacuna replay friday --verify --config lacuna.properties"
    })
final class ReplayCommand implements Callable<Integer> {
  @Parameters(paramLabel = "RECORDING", description = "Folder of the recording.")
  private Path recording;

  @Option(names = "--out", description = "Folder that takes the result of a what-if replay.")
  private Path out;

  @Option(
      names = "--verify",
      description =
          "Repeat the live run by its decisions log and compare with the recorded predictions; exit 1 when anything but scores differs.")
  private boolean verify;

  @Option(
      names = "--tolerance",
      defaultValue = "1e-5",
      description =
          "With --verify, how far a score may be from the live one, as a share of its task's range; 0 asks for the same bits (default: ${DEFAULT-VALUE}).")
  private double tolerance;

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
    checkUsage();
    RecordingFolder folder = RecordingCommand.open(recording);
    folder.verify();
    AppConfig app = config.load(folder.manifest().pipeline(), shape);
    try (ReplayModel model = new ReplayModel(folder, app, adapter, perturbation.parse())) {
      ReplayProgress progress = new ReplayProgress(System.err, inputs(folder));
      return verify
          ? verify(model.question(), model.workDir(), progress)
          : whatIf(model.question(), progress);
    }
  }

  private void checkUsage() {
    if (verify && (!perturbation.isNone() || adapter != null || !config.policy().isEmpty())) {
      throw new ParameterException(
          spec.commandLine(),
          "--verify repeats what was; --drop, --delay, --corrupt, --protocol, --adapter and"
              + " --policy ask what if");
    }
    if (!verify && out == null) {
      throw new ParameterException(spec.commandLine(), "a what-if replay needs --out FOLDER");
    }
    Ranges.atLeast(1, "--threads", threads);
    Ranges.atLeast(0, "--tolerance", tolerance);
  }

  private int whatIf(Question question, ReplayProgress progress) throws IOException {
    Map<String, String> settings = perturbation.settings();
    config.policy().forEach((key, value) -> settings.put("policy." + key, value));
    settings.put("batch.shape", shape);
    if (adapter != null) {
      settings.put("adapter", adapter);
    }
    RunManifest result =
        new WhatIf(question, command(), settings).run(new RunFolder(out), threads, progress::read);
    print(result, progress.elapsedMs());
    return 0;
  }

  private int verify(Question question, Path workDir, ReplayProgress progress) throws IOException {
    Verification.Result result = new Verification(question).run(workDir, progress::read);
    print(result);
    return result.holds(tolerance) ? 0 : Main.FAILED;
  }

  private void print(Verification.Result r) throws IOException {
    PrintWriter words = spec.commandLine().getOut();
    if (json) {
      words.println(
          new ObjectMapper()
              .writeValueAsString(
                  Map.of(
                      "read", r.read(),
                      "unread", r.unread(),
                      "compared", r.compared(),
                      "beyond", r.beyond(),
                      "sides", r.sides(),
                      "scores_not_bit_equal", r.otherBits(),
                      "scores_farthest", r.farthest(),
                      "differences", r.differences().count(),
                      "first", r.differences().first())));
      return;
    }
    r.differences().first().forEach(words::println);
    words.printf(
        Locale.ROOT,
        "%s: %,d records repeated (%,d lie behind the log), %,d predictions compared"
            + " (%,d lie behind it), %,d late samples and dead letters%n",
        r.holds(tolerance) ? "equal" : "NOT EQUAL",
        r.read(),
        r.unread(),
        r.compared(),
        r.beyond(),
        r.sides());
    words.printf(
        Locale.ROOT,
        "%,d differences; scores of %,d predictions are not the same to the bit, at most %.1e of the range apart"
            + " (allowed %.1e)%n",
        r.differences().count(),
        r.otherBits(),
        r.farthest(),
        tolerance);
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
    return "lacuna " + String.join(" ", spec.commandLine().getParseResult().originalArgs());
  }
}
