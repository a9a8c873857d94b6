package io.lacuna.app.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.lacuna.app.web.Predictions;
import io.lacuna.model.modality.RejectReason;
import io.lacuna.schema.Cause;
import io.lacuna.schema.Modality;
import io.lacuna.schema.Prediction;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PipelineMetricsTest {
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final PipelineMetrics metrics = new PipelineMetrics(meters, "utterance");

  private static Prediction.Builder partial(String site) {
    return Predictions.utterance("u").setSite(site);
  }

  private double count(Meter meter, String... tags) {
    return meters.get(meter.meter()).tags(tags).counter().count();
  }

  @Test
  void whatIsMissingIsCountedPerSiteOnceTheVerdictIsFinal() {
    metrics.prediction(partial("north").build(), 0);
    assertThat(meters.find(Meter.ABSENCES.meter()).counter()).as("it may still come").isNull();
    metrics.prediction(partial("north").setIsFinal(true).build(), 0);
    metrics.prediction(partial(null).setIsFinal(true).build(), 0);
    metrics.prediction(
        partial("north").setIsFinal(true).setCause(Cause.MERGED).setMergedInto("other").build(), 0);
    assertThat(count(Meter.OBSERVATIONS, "site", "north")).isEqualTo(1);
    assertThat(count(Meter.OBSERVATIONS, "site", "none")).isEqualTo(1);
    assertThat(
            count(Meter.ABSENCES, "site", "north", "modality", "image", "reason", "not_permitted"))
        .isEqualTo(1);
  }

  @Test
  void sitesWithoutEndBecomeOne() {
    for (int i = 0; i < 80; i++) {
      metrics.prediction(partial("made-up-" + i).setIsFinal(true).build(), 0);
    }
    assertThat(meters.get(Meter.OBSERVATIONS.meter()).counters()).hasSize(51);
    assertThat(count(Meter.OBSERVATIONS, "site", "other")).isEqualTo(30);
  }

  @Test
  void delaysAreTakenFromTheDeadlineAndWaitsFromTheFirstEvent() {
    Prediction p = partial("north").build();
    long firstMs = p.getDecision().getFirstEventTime().toEpochMilli();
    metrics.prediction(p, firstMs + 31_500);
    assertThat(timed(Meter.VERDICT_DELAY)).as("the deadline is 30 s after it").isEqualTo(1_500);
    assertThat(timed(Meter.WINDOW_WAIT)).isEqualTo(31_500);
    metrics.prediction(partial("north").setRevision(1).setCause(Cause.LATE).build(), firstMs);
    assertThat(meters.get(Meter.WINDOW_WAIT.meter()).timer().count()).isEqualTo(1);
    metrics.prediction(p, firstMs);
    assertThat(timed(Meter.VERDICT_DELAY)).as("before its time counts as none").isEqualTo(1_500);
  }

  private double timed(Meter meter) {
    return meters.get(meter.meter()).timer().totalTime(TimeUnit.MILLISECONDS);
  }

  @Test
  void whatIsScrapedStandsInTheReference() {
    PrometheusMeterRegistry scraped = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    PipelineMetrics all = new PipelineMetrics(scraped, "patient");
    all.sample(Modality.TEXT);
    all.late(Modality.TEXT);
    all.arrived("north", Modality.TEXT, true);
    all.deadLetter(RejectReason.MODEL_FAILED);
    all.decided(Cause.IDLE);
    all.prediction(partial("north").setIsFinal(true).setAbstained(true).build(), 0);
    all.fallback();
    all.refused("TASKS_DIFFER");
    all.shadow("scored");
    all.batch(3, 1_000);
    scraped
        .scrape()
        .lines()
        .filter(line -> line.startsWith("# TYPE "))
        .map(line -> line.split(" ")[2].replaceFirst("_max$", ""))
        .forEach(
            name ->
                assertThat(Arrays.stream(Meter.values()).map(Meter::prometheus)).contains(name));
    assertThat(scraped.scrape()).contains("lacuna_verdict_delay_seconds_bucket");
  }
}
