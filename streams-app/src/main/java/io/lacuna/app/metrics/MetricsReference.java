package io.lacuna.app.metrics;

import java.util.Locale;
import java.util.stream.Collectors;

/** The reference page of all meters, in Markdown, made from {@link Meter}. */
public final class MetricsReference {
  private MetricsReference() {}

  /** The page. */
  public static String page() {
    StringBuilder page =
        new StringBuilder(
            """
            # Metrics

            For people who watch the service. This page is made from the code: `./lacuna reference metrics`.

            Scraped from `/metrics` on `web.port`, in Prometheus' text format. Timers and summaries are histograms: `_bucket`, `_count`, `_sum`, `_max`.
            No tag ever holds a subject id. Beside these stand the meters of Kafka Streams and its clients (`kafka_*`) and of the JVM and the
            process (`jvm_*`, `process_*`, `system_*`), under Micrometer's names. Alert rules: [ops/prometheus/alerts.yml](../ops/prometheus/alerts.yml); dashboard:
            [ops/grafana](../ops/grafana/dashboards/pipeline.json).

            | scraped as | kind | tags | what |
            |---|---|---|---|
            """);
    for (Meter m : Meter.values()) {
      page.append(
          String.format(
              "| `%s` | %s | %s | %s |%n",
              m.prometheus(),
              m.kind() == Meter.Kind.BYTES ? "counter" : m.kind().name().toLowerCase(Locale.ROOT),
              m.tags().stream().map(t -> "`" + t + "`").collect(Collectors.joining(", ")),
              m.text()));
    }
    page.append(
        """

        | question | expression |
        |---|---|
        | share of final observations without audio, per site | `sum by (site) (rate(lacuna_absences_total{modality="audio"}[10m])) / sum by (site) (rate(lacuna_observations_total[10m]))` |
        | share of samples that came late, per site and modality | `sum by (site, modality) (rate(lacuna_arrivals_total{late="true"}[10m])) / sum by (site, modality) (rate(lacuna_arrivals_total[10m]))` |
        | verdict delay, p99 | `histogram_quantile(0.99, sum by (le, pipeline) (rate(lacuna_verdict_delay_seconds_bucket[5m])))` |
        | passes of the base per 1,000 observations | `1000 * rate(lacuna_model_forwards_total[5m]) / rate(lacuna_batch_size_sum[5m])` |
        | is every record accounted for | `lacuna_conservation_balance == 0` |
        """);
    return page.toString();
  }
}
