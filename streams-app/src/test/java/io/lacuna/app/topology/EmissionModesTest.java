package io.lacuna.app.topology;

import static io.lacuna.schema.Modality.AUDIO;
import static io.lacuna.schema.Modality.IMAGE;
import static io.lacuna.schema.Modality.TEXT;
import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When a window speaks, and which samples it holds; window 10 s, grace 2 s, retention 60 s. */
class EmissionModesTest {
  @TempDir Path dir;
  private PipelineHarness h;

  @AfterEach
  void everyRecordIsAccountedFor() {
    assertThat(h.balances()).containsOnly(0);
    h.close();
  }

  @Test
  void earlySaysWhatIsThereAndThatTheRestMayCome() {
    open("patient.window.emit", "early(3s)");
    h.send("p", TEXT, 0, "1");
    h.wall(Duration.ofMillis(3_000));
    assertThat(h.predictions()).isEmpty();
    h.wall(Duration.ofMillis(100));

    Prediction p = only(h.predictions());
    assertThat(p.getCause()).isEqualTo(Cause.EARLY);
    assertThat(p.getIsFinal()).isFalse();
    assertThat(p.getAbsences())
        .containsExactly(
            new Absence(IMAGE, AbsenceReason.TEMP_UNKNOWN),
            new Absence(AUDIO, AbsenceReason.TEMP_UNKNOWN));
    h.send("p", IMAGE, 100, "2");
    assertThat(only(h.predictions()).getCause()).isEqualTo(Cause.EARLY);
    h.send("p", AUDIO, 200, "3");
    Prediction complete = only(h.predictions());
    assertThat(complete.getCause()).isEqualTo(Cause.COMPLETE);
    assertThat(complete.getRevision()).isEqualTo(2);
    assertThat(complete.getIsFinal()).isTrue();
  }

  @Test
  void earlyByEventTimeNeedsEveryPartitionThatIsWaitedFor() {
    open("patient.window.emit", "early(3s)");
    h.send("p", TEXT, 0, "1");
    h.send("q", IMAGE, 3_000, "1");
    assertThat(h.predictions()).isEmpty();
    h.send("q", AUDIO, 3_000, "1");
    assertThat(only(h.predictions()).getSubject()).isEqualTo("p");
  }

  @Test
  void theVerdictAfterAnEarlyEmissionRepeatsItsScoresWithTheFinalReason() {
    open("patient.window.emit", "early(3s)");
    h.send("p", TEXT, 0, "7");
    h.wall(Duration.ofSeconds(4));
    h.wall(Duration.ofSeconds(9));

    List<Prediction> all = h.predictions();
    assertThat(all).extracting(Prediction::getCause).containsExactly(Cause.EARLY, Cause.IDLE);
    assertThat(all.get(1).getScores()).isEqualTo(all.get(0).getScores());
    assertThat(all.get(1).getAbsences())
        .containsExactly(
            new Absence(IMAGE, AbsenceReason.UNKNOWN), new Absence(AUDIO, AbsenceReason.UNKNOWN));
  }

  @Test
  void finalOnlySpeaksOnce() {
    open("patient.window.emit", "final-only");
    h.send("p", TEXT, 0, "7");
    h.wall(Duration.ofSeconds(13));
    h.send("p", IMAGE, 0, "2");
    assertThat(h.predictions()).isEmpty();
    h.wall(Duration.ofSeconds(60));

    Prediction p = only(h.predictions());
    assertThat(p.getCause()).isEqualTo(Cause.RETENTION);
    assertThat(p.getRevision()).isZero();
    assertThat(p.getIsFinal()).isTrue();
    assertThat(p.getPresenceLetters()).isEqualTo("IT-");
    assertThat(p.getScores().get(0).getValues()).containsExactly(0.02f, 0.07f, 0f);
  }

  @Test
  void theEarliestSampleIsTheFirstWhateverArrivesFirst() {
    open();
    h.send("p", TEXT, 500, "5");
    h.send("p", TEXT, 100, "1");
    h.send("p", TEXT, 300, "3");
    h.send("p", IMAGE, 0, "2");
    h.send("p", AUDIO, 0, "2");
    assertThat(only(h.predictions()).getScores().get(0).getValues())
        .containsExactly(0.02f, 0.01f, 0.02f);
    assertThat(h.ledger().getModalities().get(TEXT.ordinal()).getSuperseded()).isEqualTo(2);
  }

  @Test
  void underLastACompleteWindowStaysOpenForTheNext() {
    open("patient.window.samples.text", "last");
    h.send("p", TEXT, 100, "1");
    h.send("p", IMAGE, 0, "2");
    h.send("p", AUDIO, 0, "2");
    Prediction complete = only(h.predictions());
    assertThat(complete.getCause()).isEqualTo(Cause.COMPLETE);
    assertThat(complete.getIsFinal()).isFalse();
    h.send("p", TEXT, 50, "9");
    assertThat(h.predictions()).as("an earlier one loses").isEmpty();
    h.send("p", TEXT, 200, "4");
    Prediction corrected = only(h.predictions());
    assertThat(corrected.getCause()).isEqualTo(Cause.LATE);
    assertThat(corrected.getScores().get(0).getValues()).containsExactly(0.02f, 0.04f, 0.02f);
    h.wall(Duration.ofSeconds(80));
    assertThat(only(h.predictions()).getIsFinal()).isTrue();
  }

  @Test
  void theBestIsTheOneOfTheHighestQuality() {
    open("patient.window.samples.text", "best");
    h.send(quality(TEXT, 0, "1", 0.5f));
    h.send(quality(TEXT, 10, "2", 0.9f));
    h.send(quality(TEXT, 20, "3", 0.7f));
    h.send(quality(TEXT, 30, "4", null));
    h.wall(Duration.ofSeconds(13));
    assertThat(only(h.predictions()).getScores().get(0).getValues().get(1)).isEqualTo(0.02f);
  }

  @Test
  void allAreScoredTogetherInTheOrderOfTheirEvents() {
    open("patient.window.samples.text", "all(2)");
    h.send("p", TEXT, 300, "3");
    h.send("p", TEXT, 100, "1");
    h.send("p", TEXT, 200, "2");
    h.wall(Duration.ofSeconds(13));
    Prediction p = only(h.predictions());
    assertThat(p.getInputs()).extracting(r -> r.getOffset()).containsExactly(1L, 2L);
    assertThat(p.getScores().get(0).getValues().get(1)).isEqualTo(0.03f);
  }

  @Test
  void oneBrokenOfSeveralLeavesTheOthers() {
    open("patient.window.samples.text", "all(3)");
    h.send("p", TEXT, 100, "1");
    h.send("p", TEXT, 200, "not a number");
    h.send("p", TEXT, 300, "3");
    h.wall(Duration.ofSeconds(13));
    Prediction p = only(h.predictions());
    assertThat(p.getPresenceLetters()).isEqualTo("-T-");
    assertThat(p.getInputs()).hasSize(2);
    assertThat(p.getBrokenInputs()).extracting(r -> r.getOffset()).containsExactly(1L);
    assertThat(p.getScores().get(0).getValues().get(1)).isEqualTo(0.04f);
    assertThat(h.deadLetters()).hasSize(1);
    assertThat(h.ledger().getModalities().get(TEXT.ordinal()).getError()).isEqualTo(1);
  }

  @Test
  void aKindOfSubjectHasItsOwnExpectations() {
    open("patient.window.expected.phone", "text,audio");
    Sample text = quality(TEXT, 0, "1", null);
    text.setSubjectKind("phone");
    h.send(text);
    h.send("p", AUDIO, 0, "2");
    Prediction p = only(h.predictions());
    assertThat(p.getCause()).isEqualTo(Cause.COMPLETE);
    assertThat(p.getAbsences()).isEmpty();
    assertThat(p.getIsFinal()).isTrue();
  }

  @Test
  void theLatestViewIsKeyedBySubjectAndWindow() {
    open();
    h.send("a|b%", TEXT, 0, "1");
    h.wall(Duration.ofSeconds(13));
    assertThat(h.latest().keySet()).containsExactly("a%7Cb%25|" + PipelineHarness.T0);
  }

  private static Sample quality(Modality m, long ms, String payload, Float quality) {
    Sample sample =
        PipelineHarness.sample(
            "p",
            m,
            ms,
            new InlineBytes(
                "text/plain", ByteBuffer.wrap(payload.getBytes(StandardCharsets.UTF_8))));
    sample.setQuality(quality);
    return sample;
  }

  private void open(String... overrides) {
    h = PipelineHarness.patient(dir, overrides);
  }

  private static <T> T only(List<T> list) {
    assertThat(list).hasSize(1);
    return list.get(0);
  }
}
