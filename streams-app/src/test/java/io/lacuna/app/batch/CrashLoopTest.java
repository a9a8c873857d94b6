package io.lacuna.app.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.lacuna.app.config.AppConfig.BatchPolicy;
import io.lacuna.app.config.AppConfig.PayloadLimits;
import io.lacuna.app.harness.LosableModel;
import io.lacuna.app.metrics.PipelineMetrics;
import io.lacuna.app.route.RoutingTable;
import io.lacuna.model.modality.RejectReason;
import io.lacuna.model.score.BatchShape;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A record that takes the process down in native code, three processes long. */
class CrashLoopTest {
  private static final int HALTED = 99;
  private static final int BATCH = 4;
  private static final int GUILTY = 2;

  @TempDir Path dir;

  @ParameterizedTest
  @ValueSource(strings = {"scored", "prepared"})
  void theGuiltyRecordIsTriedAmongOthersThenAloneThenNoMore(String when) throws Exception {
    assertThat(run(when)).as("among others").endsWith("exit " + HALTED);
    assertThat(run(when)).as("alone").endsWith("exit " + HALTED);
    String crashed = RejectReason.MODEL_CRASHED.name();
    assertThat(run(when)).containsExactly("scored", "scored", crashed, "scored", "exit 0");
    assertThat(run(when)).containsExactly("scored", "scored", crashed, "scored", "exit 0");
  }

  private List<String> run(String when) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Dorg.apache.avro.SERIALIZABLE_PACKAGES=io.lacuna.schema",
                "-cp",
                System.getProperty("java.class.path"),
                CrashLoopTest.class.getName(),
                dir.resolve("calls").toString(),
                when)
            .redirectError(Redirect.INHERIT)
            .start();
    List<String> lines = new ArrayList<>(process.inputReader().lines().toList());
    lines.add("exit " + process.waitFor());
    return lines;
  }

  /** The process: scores a few records and prints an outcome per line, if it lives to do so. */
  public static void main(String[] args) throws Exception {
    boolean scoring = args[1].equals("scored");
    ReopenableModel model =
        new ReopenableModel(
            () ->
                new LosableModel(
                    request -> {
                      float size = request.features().values().iterator().next().values()[0];
                      haltIf(scoring && size == GUILTY + 1);
                    }));
    SampleSource samples =
        ref -> {
          haltIf(!scoring && ref.getOffset() == GUILTY);
          return BatchScorerTest.text("7".repeat((int) ref.getOffset() + 1));
        };
    try (CallJournal journal = CallJournal.open(Path.of(args[0]), BATCH);
        MicroBatcher batcher =
            new MicroBatcher(
                "patient",
                new BatchPolicy(BATCH, Duration.ZERO, BATCH, BatchShape.DYNAMIC),
                new BatchScorer(
                    model,
                    RoutingTable.of(List.of(), Map.of(), model.defaultAdapter()),
                    samples,
                    new Payloads(new PayloadLimits(1024, 1024, null, 1024)),
                    journal),
                new Recovery("patient", model, new ScoringHealth()),
                new PipelineMetrics(new SimpleMeterRegistry(), "patient"),
                0)) {
      List<CompletableFuture<ScoringOutcome>> outcomes =
          BatchScorerTest.observations(BATCH).stream().map(batcher::submit).toList();
      for (CompletableFuture<ScoringOutcome> outcome : outcomes) {
        RejectReason failure = outcome.get().failure();
        System.out.println(failure == null ? "scored" : failure.name());
      }
    }
  }

  /** As native code would: no hook runs, nothing is flushed. */
  private static void haltIf(boolean guilty) {
    if (guilty) {
      Runtime.getRuntime().halt(HALTED);
    }
  }
}
