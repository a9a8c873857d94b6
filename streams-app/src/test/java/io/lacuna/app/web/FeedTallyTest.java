package io.lacuna.app.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.lacuna.app.web.FeedTally.Latency;
import io.lacuna.app.web.FeedTally.Missing;
import io.lacuna.app.web.FeedTally.Use;
import io.lacuna.schema.Absence;
import io.lacuna.schema.AbsenceReason;
import io.lacuna.schema.Cause;
import io.lacuna.schema.Modality;
import io.lacuna.schema.Prediction;
import io.lacuna.schema.SampleRef;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class FeedTallyTest {
  private static final long START = 1_800_000_000_000L;

  private final FeedTally tally = new FeedTally();

  @Test
  void countsWhatFinalsLackPerSiteNowAndSinceTheStart() {
    add(withoutText(), "north", START);
    add(Predictions.patient("p2"), "north", START);
    add(withoutText().setIsFinal(false), "north", START); // may still come
    add(withoutText().setCause(Cause.MERGED), "north", START); // another window tells
    long later = START + RecentCounts.RECENT_MS + 10_000;
    add(Predictions.patient("p3"), "north", later);
    add(withoutText(), null, later);

    assertThat(tally.missing(later))
        .containsExactly(
            new Missing("patient", "north", "image", 3, 0, 1, 0),
            new Missing("patient", "north", "text", 3, 1, 1, 0),
            new Missing("patient", null, "image", 1, 0, 1, 0),
            new Missing("patient", null, "text", 1, 1, 1, 1));
  }

  @Test
  void tellsWhatCameAtOnceFromWhatWaited() {
    for (int ms = 1; ms <= 100; ms++) {
      add(Predictions.patient("p" + ms).setInputs(List.of(used(START))), null, START + ms);
    }
    add(
        withoutText().setCause(Cause.DEADLINE).setInputs(List.of(used(START))),
        null,
        START + 9_000);
    add(withoutText().setCause(Cause.RETENTION).setInputs(List.of(used(START))), null, START + 1);
    add(withoutText().setCause(Cause.IDLE), null, START + 1); // nothing used: nothing to measure

    assertThat(tally.latencies())
        .containsExactly(
            new Latency("patient", false, 100, 50, 95, 99),
            new Latency("patient", true, 1, 9_000, 9_000, 9_000));
  }

  @Test
  void keepsTheLatestLatencies() {
    for (int i = 0; i < 2_048; i++) {
      add(Predictions.patient("p").setInputs(List.of(used(START))), null, START + 5_000);
    }
    for (int i = 0; i < 2_048; i++) {
      add(Predictions.patient("p").setInputs(List.of(used(START))), null, START + 7);
    }

    assertThat(tally.latencies()).containsExactly(new Latency("patient", false, 2_048, 7, 7, 7));
  }

  @Test
  void countsPredictionsByAdapter() {
    add(Predictions.patient("p"), null, START);
    add(Predictions.patient("p").setAdapter("other").setAdapterDigest("01"), null, START);
    add(Predictions.patient("q"), null, START + RecentCounts.RECENT_MS + 10_000);

    assertThat(tally.adapters(START + RecentCounts.RECENT_MS + 10_000))
        .containsExactly(
            new Use("patient", "mora-r4", "00", 2, 1), new Use("patient", "other", "01", 1, 0));
  }

  private void add(Prediction.Builder p, String site, long receivedMs) {
    Prediction built = p.build();
    tally.add(built, LivePrediction.of(built, 1, "k", "s", receivedMs), site);
  }

  private static Prediction.Builder withoutText() {
    return Predictions.patient("p")
        .setPresence(1)
        .setPresenceLetters("I--")
        .setAbsences(List.of(new Absence(Modality.TEXT, AbsenceReason.UNKNOWN)));
  }

  private static SampleRef used(long eventTimeMs) {
    return new SampleRef(Modality.IMAGE, "t", 0, 0L, Instant.ofEpochMilli(eventTimeMs), "");
  }
}
