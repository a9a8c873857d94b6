package io.lacuna.app.web;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How much the pipelines' counters rose over the last minutes. Thread-safe. */
final class MeterTrend {
  private static final List<String> NAMES =
      List.of("lacuna.samples", "lacuna.samples.late", "lacuna.dead.letters");

  private record Key(String name, String pipeline, String of) {}

  /**
   * A counter.
   *
   * @param of its tag besides the pipeline: a modality or a reason
   */
  record Count(String pipeline, String of, long total, long recently) {}

  private final MeterRegistry meters;
  private final Map<Key, Long> last = new HashMap<>();
  private final RecentCounts<Key> rises = new RecentCounts<>();

  MeterTrend(MeterRegistry meters) {
    this.meters = meters;
  }

  /** Reads the counters; call it every few seconds. */
  synchronized void sample(long nowMs) {
    for (String name : NAMES) {
      for (Counter c : meters.find(name).counters()) {
        long now = Math.round(c.count());
        Key key = new Key(name, c.getId().getTag("pipeline"), other(c.getId().getTags()));
        Long before = last.put(key, now);
        rises.add(key, now - (before == null ? 0 : before), nowMs);
      }
    }
  }

  /** The counters of this name as they were sampled, largest first. */
  synchronized List<Count> counts(String name, long nowMs) {
    Map<Key, Long> recently = rises.recent(nowMs);
    List<Count> counts = new ArrayList<>();
    rises
        .total()
        .forEach(
            (key, total) -> {
              if (key.name().equals(name)) {
                counts.add(
                    new Count(key.pipeline(), key.of(), total, recently.getOrDefault(key, 0L)));
              }
            });
    counts.sort(
        Comparator.comparing(Count::pipeline)
            .thenComparing(Count::total, Comparator.reverseOrder()));
    return counts;
  }

  private static String other(List<Tag> tags) {
    return tags.stream()
        .filter(t -> !t.getKey().equals("pipeline"))
        .map(Tag::getValue)
        .findFirst()
        .orElse("");
  }
}
