package io.lacuna.app.topology;

import static io.lacuna.schema.Modality.AUDIO;
import static io.lacuna.schema.Modality.IMAGE;
import static io.lacuna.schema.Modality.TEXT;
import static org.assertj.core.api.Assertions.assertThat;

import io.lacuna.app.harness.PipelineHarness;
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

/** Sessions, correlations and tumbling windows; size or gap 10 s, grace 2 s, retention 60 s. */
class WindowKindsTest {
  @TempDir Path dir;
  private PipelineHarness h;

  @AfterEach
  void everyRecordIsAccountedFor() {
    assertThat(h.balances()).containsOnly(0);
    h.close();
  }

  @Test
  void aSessionEndsAGapAfterItsLastSample() {
    open("session");
    h.send("p", TEXT, 0, "1");
    h.send("p", IMAGE, 9_999, "2");
    h.send("p", AUDIO, 19_998, "3");

    Prediction p = only(h.predictions());
    assertThat(p.getPresenceLetters()).isEqualTo("ITA");
    assertThat(p.getWindowStart().toEpochMilli()).isEqualTo(PipelineHarness.T0);
    assertThat(p.getWindowEnd().toEpochMilli()).isEqualTo(PipelineHarness.T0 + 29_998);
  }

  @Test
  void aGapApartAreTwoSessions() {
    open("session");
    h.send("p", TEXT, 0, "1");
    h.send("p", IMAGE, 10_000, "2");
    assertThat(h.ledger().getOpened()).isEqualTo(2);
  }

  @Test
  void sessionsThatMergeBeforeTheyWereEmittedAreOne() {
    open("session");
    h.send("p", TEXT, 0, "1");
    h.send("p", IMAGE, 15_000, "2");
    h.send("p", AUDIO, 8_000, "3");

    Prediction p = only(h.predictions());
    assertThat(p.getPresenceLetters()).isEqualTo("ITA");
    assertThat(p.getCause()).isEqualTo(Cause.COMPLETE);
    assertThat(p.getWindowId()).isEqualTo(Long.toString(PipelineHarness.T0));
    assertThat(h.ledger().getAbsorbed()).isEqualTo(1);
    assertThat(h.ledger().getOpened()).isEqualTo(2);
    assertThat(h.ledger().getFinished()).isEqualTo(1);
  }

  @Test
  void theYoungerOfTwoEmittedSessionsEndsAndNamesTheSurvivor() {
    open("session");
    h.send("p", TEXT, 0, "1");
    h.wall(Duration.ofSeconds(13));
    h.send("p", IMAGE, 15_000, "2");
    h.wall(Duration.ofSeconds(13));
    assertThat(h.predictions())
        .extracting(Prediction::getPresenceLetters)
        .containsExactly("-T-", "I--");
    h.send("p", AUDIO, 8_000, "3");

    List<Prediction> all = h.predictions();
    assertThat(all).extracting(Prediction::getCause).containsExactly(Cause.MERGED, Cause.LATE);
    Prediction ended = all.get(0);
    assertThat(ended.getWindowId()).isEqualTo(Long.toString(PipelineHarness.T0 + 15_000));
    assertThat(ended.getMergedInto()).isEqualTo(Long.toString(PipelineHarness.T0));
    assertThat(ended.getIsFinal()).isTrue();
    assertThat(ended.getRevision()).isEqualTo(1);
    assertThat(ended.getScores().get(0).getValues()).containsExactly(0.02f, 0f, 0f);
    Prediction survivor = all.get(1);
    assertThat(survivor.getPresenceLetters()).isEqualTo("ITA");
    assertThat(survivor.getRevision()).isEqualTo(1);
    assertThat(survivor.getIsFinal()).isTrue();
  }

  @Test
  void theSessionThatWasEmittedStaysEvenIfItIsTheYounger() {
    open("session", "patient.window.emit", "early(1s)");
    h.send("p", TEXT, 20_000, "1");
    h.wall(Duration.ofMillis(1_100));
    assertThat(only(h.predictions()).getCause()).isEqualTo(Cause.EARLY);
    h.send("p", IMAGE, 8_000, "2");
    h.send("p", AUDIO, 15_000, "3");

    Prediction p = only(h.predictions());
    assertThat(p.getWindowId()).isEqualTo(Long.toString(PipelineHarness.T0 + 20_000));
    assertThat(p.getWindowStart().toEpochMilli()).isEqualTo(PipelineHarness.T0 + 8_000);
    assertThat(p.getPresenceLetters()).isEqualTo("ITA");
    assertThat(h.ledger().getAbsorbed()).isEqualTo(1);
  }

  @Test
  void aCorrelationMustFitItsWindow() {
    open("correlated");
    h.send(correlated(TEXT, 0, "u1"));
    h.send(correlated(IMAGE, 9_999, "u1"));
    assertThat(h.deadLetters()).isEmpty();
    h.send(correlated(AUDIO, 10_000, "u1"));

    assertThat(
            new String(
                only(h.deadLetters()).headers().lastHeader(DeadLetters.REASON).value(),
                StandardCharsets.UTF_8))
        .isEqualTo("OUTSIDE_WINDOW");
    h.send(correlated(AUDIO, 0, "u1"));
    assertThat(only(h.predictions()).getWindowId()).isEqualTo("u1");
  }

  @Test
  void aTumblingWindowSplitsAnEventAtItsEdge() {
    open("tumbling");
    h.send("p", TEXT, 9_999, "1");
    h.send("p", IMAGE, 10_000, "2");
    assertThat(h.ledger().getOpened()).isEqualTo(2);
  }

  private static Sample correlated(Modality m, long ms, String id) {
    Sample sample =
        PipelineHarness.sample(
            "p",
            m,
            ms,
            new InlineBytes("text/plain", ByteBuffer.wrap("1".getBytes(StandardCharsets.UTF_8))));
    sample.setCorrelationId(id);
    return sample;
  }

  private void open(String kind, String... overrides) {
    String[] all = new String[overrides.length + 2];
    all[0] = "patient.window.kind";
    all[1] = kind;
    System.arraycopy(overrides, 0, all, 2, overrides.length);
    h = PipelineHarness.patient(dir, all);
  }

  private static <T> T only(List<T> list) {
    assertThat(list).hasSize(1);
    return list.get(0);
  }
}
