package io.lacuna.app.topology;

import static io.lacuna.schema.Modality.AUDIO;
import static io.lacuna.schema.Modality.IMAGE;
import static io.lacuna.schema.Modality.TEXT;
import static org.assertj.core.api.Assertions.assertThat;

import io.lacuna.app.harness.PipelineHarness;
import io.lacuna.app.window.WaitingBoard.Lacking;
import io.lacuna.app.window.WaitingBoard.Report;
import io.lacuna.app.window.WaitingBoard.Waiting;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a task tells of the windows in its stores, on its tick and only when asked. */
class WaitingReportTest {
  @TempDir Path dir;

  @Test
  void aTaskTellsWhatItWaitsForOnceSomebodyLooks() {
    try (PipelineHarness h = PipelineHarness.patient(dir)) {
      h.send("p", TEXT, 0, "1");
      h.send("q", TEXT, 0, "2");
      h.send("q", IMAGE, 0, "3");
      h.send("q", AUDIO, 0, "4");
      h.wall(Duration.ofSeconds(2));
      assertThat(h.waiting()).as("nobody had looked").isEmpty();

      h.wall(Duration.ofSeconds(1));

      Report report = h.waiting().iterator().next();
      assertThat(report.windows()).as("q is complete").isEqualTo(1);
      assertThat(report.nearest()).extracting(Waiting::subject).containsExactly("p");
      assertThat(report.nearest().get(0).lacking())
          .extracting(Lacking::modality)
          .containsExactly(IMAGE, AUDIO);

      h.wall(Duration.ofSeconds(15));
      h.waiting();
      h.wall(Duration.ofSeconds(1));
      assertThat(h.predictions()).as("p has its verdict").hasSizeGreaterThan(1);
      assertThat(h.waiting().iterator().next().windows()).isZero();
    }
  }
}
