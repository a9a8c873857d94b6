package io.lacuna.app.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.lacuna.app.metrics.PipelineMetrics;
import io.lacuna.app.web.MeterTrend.Count;
import io.lacuna.app.web.MeterTrend.SiteCount;
import io.lacuna.schema.Modality;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MeterTrendTest {
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final MeterTrend trend = new MeterTrend(meters);

  @Test
  void tellsHowMuchACounterRoseLately() {
    letter("blank_text", 2);
    letter("wrong_shape", 7);
    trend.sample(0);
    letter("blank_text", 3);
    trend.sample(RecentCounts.RECENT_MS + 10_000);
    trend.sample(RecentCounts.RECENT_MS + 15_000);

    assertThat(trend.counts("lacuna.dead.letters", RecentCounts.RECENT_MS + 15_000))
        .containsExactly(
            new Count("patient", "wrong_shape", 7, 0), new Count("patient", "blank_text", 5, 3));
    assertThat(trend.counts("lacuna.samples", 0)).isEmpty();
  }

  @Test
  void tellsTheLateShareOfEachSite() {
    PipelineMetrics patient = new PipelineMetrics(meters, "patient");
    patient.arrived("north", Modality.AUDIO, false);
    patient.arrived("north", Modality.AUDIO, true);
    patient.arrived(null, Modality.TEXT, false);
    trend.sample(0);
    patient.arrived("north", Modality.AUDIO, false);
    trend.sample(RecentCounts.RECENT_MS + 10_000);

    assertThat(trend.bySite(s -> "site " + s, RecentCounts.RECENT_MS + 10_000))
        .containsExactly(
            new SiteCount("patient", null, "text", 1, 0, 0, 0),
            new SiteCount("patient", "site north", "audio", 3, 1, 1, 0));
  }

  @Test
  void forgetsSliceBySlice() {
    RecentCounts<String> counts = new RecentCounts<>();
    counts.add("a", 1, 0);
    counts.add("a", 1, 9_999);
    counts.add("a", 1, 10_000);

    assertThat(counts.recent(299_999)).isEqualTo(Map.of("a", 3L));
    assertThat(counts.recent(300_000))
        .as("the first ten seconds are over")
        .isEqualTo(Map.of("a", 1L));
    assertThat(counts.recent(310_000)).isEmpty();
    assertThat(counts.total()).isEqualTo(Map.of("a", 3L));
  }

  @Test
  void boundsWhatItTellsApart() {
    RecentCounts<Integer> counts = new RecentCounts<>();
    Map<Integer, Long> expected = new HashMap<>();
    for (int i = 0; i < RecentCounts.KEYS + 5; i++) {
      counts.add(i, 1, 0);
      if (i < RecentCounts.KEYS) {
        expected.put(i, 1L);
      }
    }
    counts.add(0, 1, 0);
    expected.put(0, 2L);

    assertThat(counts.total()).isEqualTo(expected);
  }

  private void letter(String reason, int times) {
    meters.counter("lacuna.dead.letters", "pipeline", "patient", "reason", reason).increment(times);
  }
}
