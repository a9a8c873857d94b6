package io.lacuna.app.web;

import io.lacuna.schema.Cause;
import io.lacuna.schema.Prediction;
import io.lacuna.schema.SampleRef;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the predictions that came by add up to, for quality and serving. Not thread-safe. */
final class FeedTally {
  private static final int LATENCIES = 2_048;

  /** A modality of the observations of one site. */
  private record Place(String pipeline, String site, String modality) {}

  private record Served(String pipeline, String adapter, String digest) {}

  private record Group(String pipeline, boolean waited) {}

  /**
   * Finals of a site that expected a modality, and how many lacked it, in five minutes and since
   * the start.
   */
  record Missing(
      String pipeline,
      String site,
      String modality,
      long expected,
      long missing,
      long expectedRecently,
      long missingRecently) {}

  /** Predictions by an adapter, in five minutes and since the start. */
  record Use(String pipeline, String adapter, String digest, long predictions, long recently) {}

  /**
   * From the newest event used to its prediction here, ms, over the last predictions.
   *
   * @param waited whether a wait for something that did not come is part of it
   */
  record Latency(String pipeline, boolean waited, int count, long p50, long p95, long p99) {}

  private final RecentCounts<Place> expected = new RecentCounts<>();
  private final RecentCounts<Place> missing = new RecentCounts<>();
  private final RecentCounts<Served> served = new RecentCounts<>();
  private final Map<Group, Ring> latencies = new HashMap<>();

  /** The last values of a kind. */
  private static final class Ring {
    private final long[] values = new long[LATENCIES];
    private long added;

    void add(long value) {
      values[(int) (added++ % LATENCIES)] = value;
    }

    Latency summary(Group of) {
      int n = (int) Math.min(added, LATENCIES);
      long[] sorted = java.util.Arrays.copyOf(values, n);
      java.util.Arrays.sort(sorted);
      return new Latency(
          of.pipeline(), of.waited(), n, at(sorted, 0.5), at(sorted, 0.95), at(sorted, 0.99));
    }

    private static long at(long[] sorted, double share) {
      return sorted[Math.max(0, (int) Math.ceil(share * sorted.length) - 1)];
    }
  }

  void add(Prediction p, LivePrediction row, String site) {
    long now = row.received();
    served.add(new Served(p.getPipeline(), p.getAdapter(), p.getAdapterDigest()), 1, now);
    if (p.getIsFinal() && p.getCause() != Cause.MERGED) {
      for (LivePrediction.Evidence e : row.modalities()) {
        Place place = new Place(p.getPipeline(), site, e.modality());
        expected.add(place, e.state().equals("unused") ? 0 : 1, now);
        missing.add(place, e.state().equals("missing") ? 1 : 0, now);
      }
    }
    if (p.getCause() != Cause.MERGED && p.getCause() != Cause.RETENTION) {
      boolean waited = p.getCause() != Cause.COMPLETE && p.getCause() != Cause.LATE;
      p.getInputs().stream()
          .map(SampleRef::getEventTime)
          .max(Comparator.naturalOrder())
          .ifPresent(
              newest ->
                  latencies
                      .computeIfAbsent(new Group(p.getPipeline(), waited), g -> new Ring())
                      .add(Math.max(0, now - newest.toEpochMilli())));
    }
  }

  List<Missing> missing(long nowMs) {
    Map<Place, Long> expectedRecently = expected.recent(nowMs);
    Map<Place, Long> missingRecently = missing.recent(nowMs);
    List<Missing> all = new ArrayList<>();
    expected
        .total()
        .forEach(
            (place, n) ->
                all.add(
                    new Missing(
                        place.pipeline(),
                        place.site(),
                        place.modality(),
                        n,
                        missing.total().getOrDefault(place, 0L),
                        expectedRecently.getOrDefault(place, 0L),
                        missingRecently.getOrDefault(place, 0L))));
    all.sort(
        Comparator.comparing(Missing::pipeline)
            .thenComparing(Missing::site, Comparator.nullsLast(Comparator.naturalOrder()))
            .thenComparing(m -> List.of("image", "text", "audio").indexOf(m.modality())));
    return all;
  }

  List<Use> adapters(long nowMs) {
    Map<Served, Long> recently = served.recent(nowMs);
    List<Use> all = new ArrayList<>();
    served
        .total()
        .forEach(
            (s, n) ->
                all.add(
                    new Use(
                        s.pipeline(), s.adapter(), s.digest(), n, recently.getOrDefault(s, 0L))));
    all.sort(Comparator.comparing(Use::pipeline).thenComparing(Use::adapter));
    return all;
  }

  List<Latency> latencies() {
    return latencies.entrySet().stream()
        .map(e -> e.getValue().summary(e.getKey()))
        .sorted(Comparator.comparing(Latency::pipeline).thenComparing(Latency::waited))
        .toList();
  }
}
