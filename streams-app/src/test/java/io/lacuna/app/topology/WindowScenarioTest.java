package io.lacuna.app.topology;

import static io.lacuna.schema.Modality.AUDIO;
import static io.lacuna.schema.Modality.IMAGE;
import static io.lacuna.schema.Modality.TEXT;
import static org.assertj.core.api.Assertions.assertThat;

import io.lacuna.app.harness.PipelineHarness;
import io.lacuna.schema.Absence;
import io.lacuna.schema.AbsenceReason;
import io.lacuna.schema.Cause;
import io.lacuna.schema.Modality;
import io.lacuna.schema.Prediction;
import io.lacuna.schema.Tick;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contract's window rules, one scenario each: window 10 s, grace 2 s, retention 60 s. */
class WindowScenarioTest {
  @TempDir Path dir;
  private PipelineHarness h;

  @BeforeEach
  void open() {
    h = PipelineHarness.patient(dir);
  }

  @AfterEach
  void everyRecordIsAccountedFor() {
    assertThat(h.balances()).containsOnly(0);
    h.close();
  }

  @Test
  void allThreePresentIsCompleteAndFinalAtOnce() {
    h.send("p", TEXT, 0, "1");
    h.send("p", IMAGE, 1000, "2");
    assertThat(h.predictions()).isEmpty();
    h.send("p", AUDIO, 2000, "3");

    Prediction p = only(h.predictions());
    assertThat(p.getPresenceLetters()).isEqualTo("ITA");
    assertThat(p.getCause()).isEqualTo(Cause.COMPLETE);
    assertThat(p.getRevision()).isZero();
    assertThat(p.getIsFinal()).isTrue();
    assertThat(p.getScores().get(0).getValues()).containsExactly(0.02f, 0.01f, 0.03f);
    assertThat(p.getInputs()).hasSize(3);
  }

  @Test
  void missingIsSaidWhenThatModalitysOwnPartitionPassesTheDeadline() {
    h.send("p", TEXT, 0, "1");
    h.send("p", IMAGE, 0, "2");
    h.send("q", TEXT, 60_000, "1");
    h.send("q", IMAGE, 60_000, "1");
    assertThat(h.predictions()).as("the audio partition has said nothing yet").isEmpty();
    h.send("q", AUDIO, 11_999, "1");
    assertThat(h.predictions())
        .as("one millisecond before the deadline")
        .noneMatch(x -> x.getSubject().equals("p"));
    h.send("q", AUDIO, 12_000, "1");

    Prediction p = only(h.predictions());
    assertThat(p.getSubject()).isEqualTo("p");
    assertThat(p.getPresenceLetters()).isEqualTo("IT-");
    assertThat(p.getCause()).isEqualTo(Cause.DEADLINE);
    assertThat(p.getIsFinal()).isFalse();
    assertThat(p.getAbsences()).containsExactly(new Absence(AUDIO, AbsenceReason.UNKNOWN));
  }

  @Test
  void silentTopicsGetTheirVerdictFromTheTick() {
    h.send("p", TEXT, 0, "1");
    h.wall(Duration.ofMillis(12_000));
    assertThat(h.predictions()).isEmpty();
    h.wall(Duration.ofMillis(100));

    Prediction p = only(h.predictions());
    assertThat(p.getPresenceLetters()).isEqualTo("-T-");
    assertThat(p.getCause()).isEqualTo(Cause.IDLE);
    assertThat(only(h.decisions()).getStep()).isInstanceOf(Tick.class);
  }

  @Test
  void nothingIsCalledMissingWhileItsPartitionIsUnread() {
    h.readToEnd(false);
    h.send("p", TEXT, 0, "1");
    h.wall(Duration.ofMinutes(10));
    assertThat(h.predictions()).isEmpty();
    h.readToEnd(true);
    h.wall(Duration.ofMillis(100));
    assertThat(h.predictions()).hasSizeGreaterThan(0);
  }

  @Test
  void aSampleAfterTheVerdictCorrectsIt() {
    h.send("p", TEXT, 0, "1");
    h.send("p", IMAGE, 0, "2");
    h.wall(Duration.ofSeconds(13));
    h.send("p", AUDIO, 3000, "3");

    List<Prediction> all = h.predictions();
    assertThat(all).extracting(Prediction::getRevision).containsExactly(0, 1);
    assertThat(all).extracting(Prediction::getCause).containsExactly(Cause.IDLE, Cause.LATE);
    assertThat(all).extracting(Prediction::getIsFinal).containsExactly(false, true);
    assertThat(all.get(1).getPresenceLetters()).isEqualTo("ITA");
  }

  @Test
  void retentionRepeatsTheLastResultAsFinalWithoutTheModel() {
    h.send("p", TEXT, 0, "7");
    h.wall(Duration.ofSeconds(13));
    h.wall(Duration.ofSeconds(60));

    List<Prediction> all = h.predictions();
    assertThat(all).extracting(Prediction::getCause).containsExactly(Cause.IDLE, Cause.RETENTION);
    assertThat(all.get(1).getIsFinal()).isTrue();
    assertThat(all.get(1).getRevision()).isEqualTo(1);
    assertThat(all.get(1).getScores()).isEqualTo(all.get(0).getScores());
    assertThat(h.ledger().getOpened()).isEqualTo(h.ledger().getFinished()).isEqualTo(1);
  }

  @Test
  void whatComesAfterTheFinalGoesToLate() {
    h.send("p", TEXT, 0, "1");
    h.send("p", IMAGE, 0, "2");
    h.send("p", AUDIO, 0, "3");
    h.send("p", TEXT, 500, "9");

    assertThat(h.predictions()).hasSize(1);
    assertThat(only(h.late()).getFinalRevision()).isZero();
    assertThat(h.ledger().getModalities().get(TEXT.ordinal()).getLate()).isEqualTo(1);
  }

  @Test
  void afterAFinalBySilenceASampleIsLateAndNotANewWindow() {
    h.send("p", TEXT, 0, "1");
    h.wall(Duration.ofSeconds(80));
    assertThat(h.predictions()).hasSize(2);
    h.send("p", AUDIO, 1000, "3");

    assertThat(h.predictions()).isEmpty();
    assertThat(only(h.late()).getFinalRevision()).isEqualTo(1);
  }

  @Test
  void aSubjectThatWasNeverSeenIsNotLateHoweverLongTheSilence() {
    h.send("p", TEXT, 0, "1");
    h.wall(Duration.ofSeconds(80));
    assertThat(h.predictions()).hasSize(2);
    h.send("q", TEXT, 500, "1");
    h.send("q", IMAGE, 500, "2");
    h.send("q", AUDIO, 500, "3");

    assertThat(h.late()).isEmpty();
    assertThat(only(h.predictions()).getPresenceLetters()).isEqualTo("ITA");
  }

  @Test
  void anExactRepetitionIsADuplicateEvenAfterTheFinal() {
    for (Modality m : Modality.values()) {
      h.send("p", m, 0, "4");
      h.send("p", m, 0, "4");
    }
    h.send("p", IMAGE, 0, "4");

    assertThat(h.predictions()).hasSize(1);
    assertThat(h.late()).isEmpty();
    assertThat(h.ledger().getModalities().get(IMAGE.ordinal()).getDuplicate()).isEqualTo(2);
  }

  @Test
  void aSecondSampleOfAModalityIsSuperseded() {
    h.send("p", TEXT, 0, "1");
    h.send("p", TEXT, 100, "2");
    assertThat(h.ledger().getModalities().get(TEXT.ordinal()).getSuperseded()).isEqualTo(1);
  }

  @Test
  void aTerminalMarkerSettlesItsModalityAtOnce() {
    h.send("p", TEXT, 0, "1");
    h.send("p", IMAGE, 0, "2");
    h.sendMarker("p", AUDIO, 0, AbsenceReason.NOT_PERFORMED);

    Prediction p = only(h.predictions());
    assertThat(p.getCause()).isEqualTo(Cause.COMPLETE);
    assertThat(p.getIsFinal()).isTrue();
    assertThat(p.getAbsences()).containsExactly(new Absence(AUDIO, AbsenceReason.NOT_PERFORMED));
  }

  @Test
  void aMarkerThatMayStillComeKeepsTheWindowOpenAndItsReason() {
    h.send("p", TEXT, 0, "1");
    h.send("p", IMAGE, 0, "2");
    h.sendMarker("p", AUDIO, 0, AbsenceReason.TEMP_UNKNOWN);
    assertThat(h.predictions()).isEmpty();
    h.wall(Duration.ofSeconds(13));
    assertThat(only(h.predictions()).getAbsences())
        .containsExactly(new Absence(AUDIO, AbsenceReason.TEMP_UNKNOWN));
  }

  @Test
  void aMarkerNeverTakesASampleBack() {
    h.send("p", TEXT, 0, "1");
    h.sendMarker("p", TEXT, 10, AbsenceReason.MASKED);
    h.send("p", IMAGE, 0, "2");
    h.send("p", AUDIO, 0, "3");
    assertThat(only(h.predictions()).getPresenceLetters()).isEqualTo("ITA");
  }

  @Test
  void windowsOfDifferentSubjectsAndTimesDoNotMix() {
    h.send("p", TEXT, 0, "1");
    h.send("q", IMAGE, 0, "2");
    h.send("p", AUDIO, 0, "3");
    h.send("p", IMAGE, 10_500, "4");
    assertThat(h.predictions()).isEmpty();
    h.send("p", IMAGE, 100, "5");
    Prediction p = only(h.predictions());
    assertThat(p.getScores().get(0).getValues()).containsExactly(0.05f, 0.01f, 0.03f);
  }

  private static <T> T only(List<T> list) {
    assertThat(list).hasSize(1);
    return list.get(0);
  }
}
