package io.lacuna.app.topology;

import static io.lacuna.schema.Modality.AUDIO;
import static io.lacuna.schema.Modality.IMAGE;
import static io.lacuna.schema.Modality.TEXT;
import static org.assertj.core.api.Assertions.assertThat;

import io.lacuna.app.harness.PipelineHarness;
import io.lacuna.schema.Cause;
import io.lacuna.schema.Prediction;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * One millisecond before, at and after a deadline, by either clock: never a false "missing", never
 * a missed one. Window 10 s and grace 2 s, so the deadline of a window from 0 is 12,000; with a
 * wait of 5 s for the audio its deadline is 7,000.
 */
class BoundaryTest {
  @TempDir Path dir;
  private PipelineHarness h;

  @BeforeEach
  void open() {
    h = PipelineHarness.patient(dir, "patient.window.wait.audio", "5s");
    h.send("p", TEXT, 0, "1");
    h.send("p", IMAGE, 0, "2");
  }

  @AfterEach
  void everyRecordIsAccountedFor() {
    assertThat(h.balances()).containsOnly(0);
    h.close();
  }

  @ParameterizedTest
  @CsvSource({"-1, COMPLETE, 1", "0, LATE, 2", "1, LATE, 2"})
  void anArrivalAfterItsPartitionReachedTheDeadline(long offset, Cause cause, int emissions) {
    h.send("other", AUDIO, 7_000 + offset, "1");
    h.send("p", AUDIO, 100, "3");
    assertLast(cause, emissions, offset < 0 ? null : Cause.DEADLINE);
  }

  @ParameterizedTest
  @CsvSource({"-1, COMPLETE, 1", "0, COMPLETE, 1", "1, LATE, 2"})
  void anArrivalAfterATickThatKnowsThePartitionIsReadAtThatInstant(
      long offset, Cause cause, int emissions) {
    h.wallTo(PipelineHarness.T0 + 7_000 + offset);
    h.send("p", AUDIO, 100, "3");
    assertLast(cause, emissions, offset <= 0 ? null : Cause.IDLE);
  }

  @ParameterizedTest
  @CsvSource({"9999, ITA, COMPLETE", "10000, IT-, DEADLINE", "10001, IT-, DEADLINE"})
  void aSampleWhoseOwnEventTimeLiesAtTheWindowsEnd(long at, String presence, Cause cause) {
    h.send("p", AUDIO, at, "3");
    h.send("other", AUDIO, 60_000, "1");
    Prediction p =
        h.predictions().stream().filter(x -> x.getSubject().equals("p")).findFirst().orElseThrow();
    assertThat(p.getPresenceLetters()).isEqualTo(presence);
    assertThat(p.getCause()).isEqualTo(cause);
  }

  private void assertLast(Cause cause, int emissions, Cause first) {
    List<Prediction> p = h.predictions().stream().filter(x -> x.getSubject().equals("p")).toList();
    assertThat(p).hasSize(emissions);
    assertThat(p.get(p.size() - 1).getCause()).isEqualTo(cause);
    assertThat(p.get(p.size() - 1).getPresenceLetters()).isEqualTo("ITA");
    if (first != null) {
      assertThat(p.get(0).getCause()).isEqualTo(first);
      assertThat(p.get(0).getPresenceLetters()).isEqualTo("IT-");
    }
  }
}
