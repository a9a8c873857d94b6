package io.lacuna.app.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.lacuna.app.config.AppConfig.PayloadLimits;
import io.lacuna.app.harness.LosableModel;
import io.lacuna.app.route.RoutingTable;
import io.lacuna.model.modality.RejectReason;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A record that takes the process down in the model's code, three processes long. */
class CrashLoopTest {
  private static final int HALTED = 99;
  private static final int BATCH = 4;
  private static final int GUILTY = 2;

  @TempDir Path dir;

  @Test
  void theGuiltyRecordIsTriedAmongOthersThenAloneThenNoMore() throws Exception {
    assertThat(run()).as("among others").containsExactly("exit " + HALTED);
    assertThat(run()).as("alone").containsExactly("exit " + HALTED);
    String crashed = RejectReason.MODEL_CRASHED.name();
    assertThat(run()).containsExactly("scored", "scored", crashed, "scored", "exit 0");
    assertThat(run()).containsExactly("scored", "scored", crashed, "scored", "exit 0");
  }

  private List<String> run() throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Dorg.apache.avro.SERIALIZABLE_PACKAGES=io.lacuna.schema",
                "-cp",
                System.getProperty("java.class.path"),
                CrashLoopTest.class.getName(),
                dir.resolve("calls").toString())
            .redirectError(Redirect.INHERIT)
            .start();
    List<String> lines = new ArrayList<>(process.inputReader().lines().toList());
    lines.add("exit " + process.waitFor());
    return lines;
  }

  /** The process: scores one batch and prints an outcome per line, if it lives to do so. */
  public static void main(String[] args) {
    // halts as native code would: no hook runs, nothing is flushed
    LosableModel model =
        new LosableModel(
            request -> {
              if (request.features().values().iterator().next().values()[0] == GUILTY + 1) {
                Runtime.getRuntime().halt(HALTED);
              }
            });
    try (CallJournal journal = CallJournal.open(Path.of(args[0]), BATCH)) {
      BatchScorer scorer =
          new BatchScorer(
              model,
              RoutingTable.of(List.of(), Map.of(), model.defaultAdapter()),
              ref -> BatchScorerTest.text("7".repeat((int) ref.getOffset() + 1)),
              new Payloads(new PayloadLimits(1024, 1024, null, 1024)),
              journal);
      for (ScoringOutcome outcome : scorer.score(BatchScorerTest.observations(BATCH))) {
        System.out.println(outcome.failure() == null ? "scored" : outcome.failure().name());
      }
    }
  }
}
