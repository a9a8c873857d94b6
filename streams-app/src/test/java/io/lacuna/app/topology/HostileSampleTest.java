package io.lacuna.app.topology;

import static io.lacuna.schema.Modality.AUDIO;
import static io.lacuna.schema.Modality.IMAGE;
import static io.lacuna.schema.Modality.TEXT;
import static org.assertj.core.api.Assertions.assertThat;

import io.lacuna.app.harness.PipelineHarness;
import io.lacuna.schema.AbsenceReason;
import io.lacuna.schema.InlineBytes;
import io.lacuna.schema.Prediction;
import io.lacuna.schema.Sample;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Samples that are well-formed and still meant to hurt. */
class HostileSampleTest {
  @TempDir Path dir;
  private PipelineHarness h;

  @BeforeEach
  void open() {
    h = PipelineHarness.patient(dir, "patient.window.kind", "correlated");
  }

  @AfterEach
  void everyRecordIsAccountedFor() {
    assertThat(h.balances()).containsOnly(0);
    h.close();
  }

  @Test
  void subjectsAndCorrelationsThatReadAlikeWhenJoinedStayApart() {
    h.send(sample("a", "b\nc", 0, "1"));
    h.send(sample("a\nb", "c", 0, "2"));
    h.wall(Duration.ofSeconds(80));

    List<Prediction> finals = h.predictions().stream().filter(Prediction::getIsFinal).toList();
    assertThat(finals).extracting(Prediction::getSubject).containsExactlyInAnyOrder("a", "a\nb");
  }

  @Test
  void aTombstoneIsDeadLettered() {
    h.sendRaw(TEXT, "p", null);
    assertThat(h.deadLetters()).hasSize(1);
  }

  @Test
  void aBlankSubjectIsDeadLettered() {
    h.send(" ", TEXT, 0, "1");
    h.send("", TEXT, 0, "1");
    assertThat(h.deadLetters()).hasSize(2);
  }

  @Test
  void anEmptyCorrelationIsAnId() {
    h.send(sample("p", "", 0, "1"));
    h.wall(Duration.ofSeconds(80));
    assertThat(h.predictions()).hasSize(2);
  }

  @Test
  void identifiersThatWouldFillStateAndResultsAreDeadLettered() {
    String huge = "x".repeat(1025);
    Sample fromSite = sample("p", null, 0, "1");
    fromSite.setSite(huge);
    h.send(fromSite);
    h.send(sample("p", huge, 0, "1"));
    h.send(sample(huge, null, 0, "1"));
    h.wall(Duration.ofSeconds(80));
    assertThat(h.predictions()).isEmpty();
    assertThat(h.deadLetters()).hasSize(3);
  }

  @ParameterizedTest
  @ValueSource(longs = {Long.MIN_VALUE, -1, Long.MAX_VALUE})
  void anEventTimeOutOfAnyRangeIsDeadLettered(long eventTime) {
    Sample s = sample("p", null, 0, "1");
    s.setEventTime(Instant.ofEpochMilli(eventTime));
    h.send(s);
    assertThat(h.deadLetters()).hasSize(1);
  }

  @Test
  void aMarkerThatMayStillComeDoesNotTakeATerminalOneBack() {
    h.sendMarker("p", AUDIO, 0, AbsenceReason.NOT_PERFORMED);
    h.sendMarker("p", AUDIO, 0, AbsenceReason.TEMP_UNKNOWN);
    h.send("p", TEXT, 0, "1");
    h.send("p", IMAGE, 0, "2");
    List<Prediction> all = h.predictions();
    assertThat(all).hasSize(1);
    assertThat(all.get(0).getAbsences().get(0).getReason()).isEqualTo(AbsenceReason.NOT_PERFORMED);
  }

  private static Sample sample(String subject, String correlation, long ms, String payload) {
    Sample s =
        PipelineHarness.sample(
            subject,
            TEXT,
            ms,
            new InlineBytes(
                "text/plain", ByteBuffer.wrap(payload.getBytes(StandardCharsets.UTF_8))));
    s.setCorrelationId(correlation);
    return s;
  }
}
