package io.lacuna.app.topology;

import static io.lacuna.schema.Modality.AUDIO;
import static io.lacuna.schema.Modality.IMAGE;
import static io.lacuna.schema.Modality.TEXT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.lacuna.app.harness.PipelineHarness;
import io.lacuna.schema.Absence;
import io.lacuna.schema.AbsenceReason;
import io.lacuna.schema.Cause;
import io.lacuna.schema.InlineBytes;
import io.lacuna.schema.Modality;
import io.lacuna.schema.Prediction;
import io.lacuna.schema.Sample;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is emitted when something beside a new sample of its own makes a window ready. */
class ReadyWindowTest {
  @TempDir Path dir;
  private PipelineHarness h;

  @AfterEach
  void everyRecordIsAccountedFor() {
    assertThat(h.balances()).containsOnly(0);
    h.close();
  }

  @Test
  void earlyComesWhenTheLastThatHadItsEarlyWaitLeftArrives() {
    h = PipelineHarness.patient(dir, "patient.window.emit", "early(3s)");
    h.send("p", TEXT, 0, "1");
    h.send("q", IMAGE, 3000, "1");
    assertThat(h.predictions()).as("the audio may still come early").isEmpty();
    h.send("p", AUDIO, 1000, "2");

    Prediction p = h.predictions().get(0);
    assertThat(p.getCause()).isEqualTo(Cause.EARLY);
    assertThat(p.getPresenceLetters()).isEqualTo("-TA");
    assertThat(p.getAbsences()).containsExactly(new Absence(IMAGE, AbsenceReason.TEMP_UNKNOWN));
  }

  @Test
  void earlyComesWhenTheLastThatHadItsEarlyWaitLeftIsDeclaredMissing() {
    h =
        PipelineHarness.patient(
            dir, "patient.window.emit", "early(6s)", "patient.window.wait.audio", "1s");
    h.send("p", TEXT, 0, "1");
    h.send("q", IMAGE, 6000, "1");
    h.send("q", AUDIO, 3000, "1");

    assertThat(h.predictions())
        .filteredOn(p -> p.getSubject().equals("p"))
        .extracting(Prediction::getCause)
        .containsExactly(Cause.EARLY);
  }

  @Test
  void aKindThatChangesNoExpectationChangesNothing() {
    h = PipelineHarness.patient(dir, "patient.window.samples.text", "last");
    h.send("p", TEXT, 10, "1");
    h.send("p", IMAGE, 0, "1");
    h.send("p", AUDIO, 0, "1");
    h.predictions();
    h.send(ofKind("nobody-knows", TEXT, 5));

    assertThat(h.predictions()).isEmpty();
  }

  @Test
  void aMergeThatLeavesNothingToWaitForIsSaid() {
    h =
        PipelineHarness.patient(
            dir,
            "patient.window.kind",
            "session",
            "patient.window.expected",
            "image,text",
            "patient.window.wait.text",
            "1s");
    h.sendMarker("p", AUDIO, 15_000, AbsenceReason.TEMP_UNKNOWN);
    h.wall(Duration.ofSeconds(4));
    h.send("p", IMAGE, 0, "1");
    assertThat(h.predictions()).as("the text of the session that began at 0 may come").isEmpty();
    h.sendMarker("p", AUDIO, 7_500, AbsenceReason.TEMP_UNKNOWN);

    assertThat(h.predictions())
        .extracting(Prediction::getPresenceLetters, Prediction::getCause)
        .containsExactly(tuple("I--", Cause.DEADLINE));
  }

  @Test
  void aSessionThatBecomesPartOfAnotherCallsNothingMissing() {
    h =
        PipelineHarness.patient(
            dir, "patient.window.kind", "session", "patient.window.emit", "early(1s)");
    h.send("p", TEXT, 0, "1");
    h.send("p", TEXT, 15_000, "2");
    h.send("q", IMAGE, 16_000, "1");
    h.send("p", AUDIO, 16_000, "1");
    h.predictions();
    h.send("p", AUDIO, 7_000, "3");

    Prediction merged =
        h.predictions().stream().filter(p -> p.getCause() == Cause.MERGED).findFirst().get();
    assertThat(merged.getAbsences())
        .containsExactly(new Absence(IMAGE, AbsenceReason.TEMP_UNKNOWN));
  }

  private static Sample ofKind(String kind, Modality m, long ms) {
    byte[] payload = "7".getBytes(StandardCharsets.UTF_8);
    Sample sample =
        PipelineHarness.sample("p", m, ms, new InlineBytes("text/plain", ByteBuffer.wrap(payload)));
    sample.setSubjectKind(kind);
    return sample;
  }
}
