package io.lacuna.app.cli;

import io.lacuna.app.replay.Lineage;
import io.lacuna.app.replay.Perturbation;
import io.lacuna.app.replay.Recomputation;
import io.lacuna.model.recording.RecordingFolder;
import io.lacuna.model.recording.RunFolder;
import io.lacuna.schema.PayloadError;
import io.lacuna.schema.Prediction;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "explain",
    mixinStandardHelpOptions = true,
    description = {
      "Tells what a subject's predictions came from, revision by revision.",
      "Their inputs are scored again from the recording. Exit 1 when a score comes out further away than --tolerance."
    },
    footer = {
      "",
      "Example: ./lacuna explain P-c0e924 --recording friday",
      "Example: ./lacuna explain P-c0e924 --recording recordings/patient \\",
      "           --run without-audio"
    })
final class ExplainCommand implements Callable<Integer> {
  @Parameters(paramLabel = "SUBJECT", description = "Subject id, as it stands in the records.")
  private String subject;

  @Option(names = "--recording", required = true, description = "Folder of the recording.")
  private Path recording;

  @Option(
      names = "--run",
      description =
          "Result of a what-if replay of it (default: the predictions of the recorded live run).")
  private Path run;

  @Option(
      names = "--batch-shape",
      defaultValue = "fixed",
      description = "As the run had it: fixed or dynamic (default: ${DEFAULT-VALUE}).")
  private String shape;

  @Option(
      names = "--tolerance",
      defaultValue = "1e-5",
      description =
          "How far a score may be from the first one, as a share of its task's range; 0 asks for the same bits (default: ${DEFAULT-VALUE}).")
  private double tolerance;

  @Mixin private ReplayConfig config;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    Ranges.atLeast(0, "--tolerance", tolerance);
    RecordingFolder folder = RecordingCommand.open(recording);
    folder.verify();
    Lineage lineage =
        run == null
            ? Lineage.recorded(folder, subject)
            : Lineage.replayed(new RunFolder(run), subject);
    if (lineage.predictions().isEmpty()) {
      throw new IllegalArgumentException(
          "no prediction of that subject in "
              + (run == null ? recording + "; a what-if replay is named by --run" : run));
    }
    ExplainedPrediction words = new ExplainedPrediction(spec.commandLine().getOut());
    boolean repeated = true;
    try (ReplayModel model =
            new ReplayModel(
                folder, config.load(folder.manifest().pipeline(), shape), null, Perturbation.NONE);
        Recomputation again = new Recomputation(model.question(), model.workDir())) {
      for (Prediction p : lineage.predictions()) {
        words.print(p, errors(lineage, p));
        if (p.getScores() != null) {
          Recomputation.Result result = again.of(p);
          words.print(result);
          repeated &= result.farthest() <= tolerance && (tolerance > 0 || result.sameBits());
        }
      }
    }
    return repeated ? 0 : Main.FAILED;
  }

  private static List<PayloadError> errors(Lineage lineage, Prediction p) {
    return lineage.payloadErrors().stream()
        .filter(e -> e.getWindowId().equals(p.getWindowId()))
        .filter(e -> e.getRevision() == p.getRevision())
        .toList();
  }
}
