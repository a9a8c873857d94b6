package io.lacuna.app.topology;

import static io.lacuna.schema.Modality.AUDIO;
import static io.lacuna.schema.Modality.IMAGE;
import static io.lacuna.schema.Modality.TEXT;
import static org.assertj.core.api.Assertions.assertThat;

import io.lacuna.app.harness.PipelineHarness;
import io.lacuna.schema.Prediction;
import io.lacuna.schema.Tick;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A window whose state is gone never opens again under the same name. */
class ForgottenWindowTest {
  @TempDir Path dir;

  @Test
  void aFinalWindowForgottenInSilenceStaysClosed() {
    try (PipelineHarness h = PipelineHarness.patient(dir, "patient.window.kind", "tumbling")) {
      h.send("p", TEXT, 0, "1");
      h.send("p", IMAGE, 0, "2");
      h.send("p", AUDIO, 0, "3");
      assertThat(h.predictions()).extracting(Prediction::getIsFinal).containsExactly(true);
      h.wall(Duration.ofSeconds(80));
      h.send("p", TEXT, 1, "9");
      h.wall(Duration.ofSeconds(80));

      assertThat(h.predictions()).as("no second final").isEmpty();
      assertThat(h.late()).hasSize(1);
      assertThat(h.balances()).containsOnly(0);
    }
  }

  @Test
  void forgettingByWallClockStandsInTheDecisionsLog() {
    try (PipelineHarness h =
        PipelineHarness.patient(dir, "patient.window.kind", "tumbling", "outage.max", "1s")) {
      h.send("p", TEXT, 0, "1");
      h.send("p", IMAGE, 0, "2");
      h.send("p", AUDIO, 0, "3");
      h.wall(Duration.ofSeconds(80));
      assertThat(h.decisions()).anyMatch(d -> d.getStep() instanceof Tick);
    }
  }

  @Test
  void aModalityThatIsNotExpectedDoesNotReopenIt() {
    try (PipelineHarness h =
        PipelineHarness.patient(
            dir, "patient.window.kind", "tumbling", "patient.window.expected", "image,text")) {
      h.wall(Duration.ofMinutes(5));
      h.readToEnd(false);
      h.send("p", TEXT, 0, "1");
      h.send("p", IMAGE, 0, "2");
      assertThat(h.predictions()).extracting(Prediction::getIsFinal).containsExactly(true);
      h.send("q", TEXT, 200_000, "1");
      h.send("q", IMAGE, 200_000, "1");
      h.predictions();
      h.send("p", AUDIO, 1, "3");
      h.readToEnd(true);
      h.wall(Duration.ofMinutes(5));

      assertThat(h.predictions()).as("no second final of p").isEmpty();
      assertThat(h.late()).hasSize(1);
      assertThat(h.balances()).containsOnly(0);
    }
  }

  @Test
  void aLateSampleDoesNotMoveAFinalWindow() {
    try (PipelineHarness h = PipelineHarness.patient(dir, "patient.window.kind", "correlated")) {
      h.wall(Duration.ofMinutes(5));
      h.readToEnd(false);
      h.send("p", TEXT, 100_000, "1");
      h.send("p", IMAGE, 100_000, "2");
      h.send("p", AUDIO, 100_000, "3");
      assertThat(h.predictions()).extracting(Prediction::getIsFinal).containsExactly(true);
      h.send("p", TEXT, 0, "8");
      h.send("p", TEXT, 100_001, "9");
      h.send("p", IMAGE, 100_001, "9");
      h.send("p", AUDIO, 100_001, "9");

      assertThat(h.predictions()).as("no second final").isEmpty();
      assertThat(h.late()).hasSize(4);
      assertThat(h.balances()).containsOnly(0);
    }
  }

  @Test
  void twoSubjectsAtTheSameInstantBothGetTheirWindow() {
    try (PipelineHarness h =
        PipelineHarness.patient(
            dir,
            "patient.window.kind",
            "correlated",
            "patient.window.grace",
            "0s",
            "patient.window.retention",
            "0s")) {
      h.send("p", TEXT, 0, "1");
      h.send("q", TEXT, 0, "1");

      assertThat(h.late()).isEmpty();
      assertThat(h.ledger().getOpened()).isEqualTo(2);
    }
  }
}
