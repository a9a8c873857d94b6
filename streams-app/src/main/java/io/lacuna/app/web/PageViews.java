package io.lacuna.app.web;

import io.lacuna.app.window.WaitingBoard;
import io.lacuna.schema.Modality;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The bodies of what the page asks for while somebody looks at it: one subject, what is waited for,
 * data quality, serving. Thread-safe.
 */
final class PageViews {
  private final LiveFeed feed;
  private final PageSources sources;
  private final MeterRegistry meters;
  private final MeterTrend trend;
  private final HealthSource health;
  private final InstantSource clock;
  private final long startedMs;

  PageViews(
      LiveFeed feed,
      PageSources sources,
      MeterRegistry meters,
      MeterTrend trend,
      HealthSource health,
      InstantSource clock) {
    this.feed = feed;
    this.sources = sources;
    this.meters = meters;
    this.trend = trend;
    this.health = health;
    this.clock = clock;
    this.startedMs = clock.millis();
  }

  /** A modality that is waited for; instants in UTC ms. */
  private record Lacking(String modality, long due, long dueEvent, boolean announced) {}

  /** A window before its verdict; instants in UTC ms. */
  private record Waiting(
      String pipeline,
      String key,
      String subject,
      String site,
      long since,
      int revisions,
      List<String> present,
      List<Lacking> lacking,
      long verdict) {}

  private record LackingCount(String pipeline, String modality, int windows) {}

  private record Batches(
      String pipeline, long count, double mean, double max, int size, double meanMs) {}

  /** A window and its subject; empty when the key is not known (any more). */
  Optional<Map<String, Object>> subject(String key) {
    return feed.window(key)
        .map(
            s -> {
              Map<String, Object> body = body();
              LiveRevision last = s.revisions().get(s.revisions().size() - 1);
              body.put("row", s.row());
              body.put("revisions", s.revisions());
              body.put("others", s.others());
              body.put(
                  "facts",
                  sources.evaluations().of(last.adapterDigest(), last.presence()).orElse(null));
              return body;
            });
  }

  /** Counts of all windows that wait, and those whose verdict comes next. */
  Map<String, Object> windows() {
    int windows = 0;
    boolean told = false;
    List<LackingCount> lacking = new ArrayList<>();
    List<Waiting> nearest = new ArrayList<>();
    for (Map.Entry<String, WaitingBoard> board : sources.waiting().entrySet()) {
      Map<Modality, Integer> counts = new LinkedHashMap<>();
      for (WaitingBoard.Report r : board.getValue().look(clock.millis())) {
        told = true;
        windows += r.windows();
        r.lacking().forEach((m, n) -> counts.merge(m, n, Integer::sum));
        r.nearest().forEach(w -> nearest.add(waiting(board.getKey(), w)));
      }
      counts.forEach(
          (m, n) -> lacking.add(new LackingCount(board.getKey(), LivePrediction.word(m), n)));
    }
    nearest.sort(Comparator.comparingLong(Waiting::verdict));
    Map<String, Object> body = body();
    body.put("told", told);
    body.put("windows", windows);
    body.put("lacking", lacking);
    body.put("nearest", nearest.subList(0, Math.min(LiveFeed.SHOWN, nearest.size())));
    return body;
  }

  private Waiting waiting(String pipeline, WaitingBoard.Waiting w) {
    return new Waiting(
        pipeline,
        feed.key(pipeline, w.subject(), w.windowId()),
        feed.subject(w.subject()),
        feed.site(w.site()),
        w.sinceMs(),
        w.revisions(),
        w.present().stream().map(LivePrediction::word).toList(),
        w.lacking().stream()
            .map(
                l ->
                    new Lacking(
                        LivePrediction.word(l.modality()),
                        l.dueWallMs(),
                        l.dueEventMs(),
                        l.announced()))
            .toList(),
        w.verdictAtMs());
  }

  /** What arrives, what comes late, what is missing. */
  Map<String, Object> quality() {
    long now = clock.millis();
    Map<String, Object> body = body();
    body.put("recentMs", recentMs(now));
    body.put("samples", trend.counts("lacuna.samples", now));
    body.put("late", trend.counts("lacuna.samples.late", now));
    body.put("lateBySite", trend.bySite(feed::site, now));
    body.put("missing", feed.tally(t -> t.missing(now)));
    return body;
  }

  /** How fast, by what, and what went wrong. */
  Map<String, Object> serving() {
    long now = clock.millis();
    Map<String, Object> body = body();
    body.put("recentMs", recentMs(now));
    body.put("latencies", feed.tally(FeedTally::latencies));
    body.put("adapters", feed.tally(t -> t.adapters(now)));
    body.put("batches", batches());
    body.put("deadLetters", trend.counts("lacuna.dead.letters", now));
    body.put("checks", health.details());
    body.put("ready", health.ready());
    return body;
  }

  private List<Batches> batches() {
    List<Batches> all = new ArrayList<>();
    for (DistributionSummary size : meters.find("lacuna.batch.size").summaries()) {
      String pipeline = size.getId().getTag("pipeline");
      Timer time = meters.find("lacuna.inference").tag("pipeline", pipeline).timer();
      all.add(
          new Batches(
              pipeline,
              size.count(),
              size.mean(),
              size.max(),
              sources.batchSize(),
              time == null ? 0 : time.mean(TimeUnit.MILLISECONDS)));
    }
    all.sort(Comparator.comparing(Batches::pipeline));
    return all;
  }

  /** How long the recent counts reach back. */
  private long recentMs(long nowMs) {
    return Math.max(1_000, Math.min(RecentCounts.RECENT_MS, nowMs - startedMs));
  }

  private Map<String, Object> body() {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("now", clock.millis());
    return body;
  }
}
