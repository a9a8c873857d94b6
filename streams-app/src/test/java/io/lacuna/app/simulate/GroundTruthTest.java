package io.lacuna.app.simulate;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lacuna.app.simulate.FeedRecord.Form;
import io.lacuna.app.simulate.Seen.Ref;
import io.lacuna.schema.AbsenceReason;
import io.lacuna.schema.Cause;
import io.lacuna.schema.Modality;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What lies unread is not missing: tumbling windows of 100 ms, an image read, a text appended. */
class GroundTruthTest {
  private static final long T = ScheduleMaker.T0;

  private final DrawnPolicy policy = DrawnPolicy.plain(new SplittableRandom(0));
  private final SimulatedLog log = new SimulatedLog(Surroundings.SOUND);
  private final GroundTruth truth = new GroundTruth(policy, log);

  @Test
  void whatWasSentInTimeAndLiesUnreadIsNotMissing() {
    readImage();
    log.append(record(Modality.TEXT, T + 20));

    assertThatThrownBy(() -> truth.decided(0, textMissing(Cause.IDLE)))
        .isInstanceOf(Diverged.class);
  }

  @Test
  void whatWasSentAfterTheWaitMayBeCalledMissing() {
    readImage();
    log.advance(1000);
    log.append(record(Modality.TEXT, T + 20));

    assertThatCode(() -> truth.decided(0, textMissing(Cause.IDLE))).doesNotThrowAnyException();
  }

  @Test
  void whatItsOwnPartitionHasPassedMayBeCalledMissing() {
    readImage();
    truth.see(new Seen.Read(new Ref(Modality.TEXT, 0), record(Modality.TEXT, T + 500), T));
    log.append(record(Modality.TEXT, T + 500));
    log.append(record(Modality.TEXT, T + 20));

    assertThatCode(() -> truth.decided(0, textMissing(Cause.DEADLINE))).doesNotThrowAnyException();
  }

  @Test
  void anEarlyEmissionCallsNothingMissing() {
    readImage();
    log.append(record(Modality.TEXT, T + 20));

    assertThatCode(() -> truth.decided(0, textMissing(Cause.EARLY))).doesNotThrowAnyException();
  }

  private void readImage() {
    log.append(record(Modality.IMAGE, T));
    truth.see(new Seen.Read(new Ref(Modality.IMAGE, 0), record(Modality.IMAGE, T), T));
  }

  private static FeedRecord record(Modality m, long eventTimeMs) {
    return new FeedRecord("p", m, eventTimeMs, null, null, null, Form.SAMPLE, null, 1);
  }

  private static Emission textMissing(Cause cause) {
    return new Emission(
        "p",
        Long.toString(T),
        T,
        T + 100,
        0,
        false,
        cause,
        "I--",
        Map.of(Modality.TEXT, AbsenceReason.UNKNOWN),
        List.of(new Ref(Modality.IMAGE, 0)),
        null,
        null,
        "",
        T,
        T + 100);
  }
}
