package io.lacuna.app.web;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** How much the pipelines' counters rose over the last minutes. Thread-safe. */
final class MeterTrend {
  private static final String ARRIVALS = "lacuna.arrivals";

  /** The tag's word for samples without a site. */
  private static final String NONE = "none";

  private static final List<String> NAMES =
      List.of("lacuna.samples", "lacuna.samples.late", ARRIVALS, "lacuna.dead.letters");

  private record Key(String name, List<Tag> tags) {
    String tag(String key) {
      return tags.stream()
          .filter(t -> t.getKey().equals(key))
          .map(Tag::getValue)
          .findFirst()
          .orElseThrow();
    }
  }

  /**
   * A counter.
   *
   * @param of its tag besides the pipeline: a modality or a reason
   */
  record Count(String pipeline, String of, long total, long recently) {}

  /**
   * The samples of one modality from one site, and the late ones among them.
   *
   * @param site null for none
   */
  record SiteCount(
      String pipeline,
      String site,
      String modality,
      long total,
      long recently,
      long late,
      long lateRecently) {
    private SiteCount plus(SiteCount o) {
      return new SiteCount(
          pipeline,
          site,
          modality,
          total + o.total,
          recently + o.recently,
          late + o.late,
          lateRecently + o.lateRecently);
    }
  }

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
        Key key = new Key(name, c.getId().getTags());
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
                    new Count(
                        key.tag("pipeline"),
                        other(key.tags()),
                        total,
                        recently.getOrDefault(key, 0L)));
              }
            });
    counts.sort(
        Comparator.comparing(Count::pipeline)
            .thenComparing(Count::total, Comparator.reverseOrder()));
    return counts;
  }

  /**
   * What came from each site, and how much of it late.
   *
   * @param name what the page calls a site
   */
  synchronized List<SiteCount> bySite(UnaryOperator<String> name, long nowMs) {
    Map<List<String>, SiteCount> sums = new TreeMap<>(Comparator.comparing(List::toString));
    Map<Key, Long> recently = rises.recent(nowMs);
    rises
        .total()
        .forEach(
            (key, total) -> {
              if (key.name().equals(ARRIVALS)) {
                List<String> place =
                    List.of(key.tag("pipeline"), key.tag("site"), key.tag("modality"));
                boolean late = key.tag("late").equals("true");
                long lately = recently.getOrDefault(key, 0L);
                String site = place.get(1).equals(NONE) ? null : name.apply(place.get(1));
                sums.merge(
                    place,
                    new SiteCount(
                        place.get(0),
                        site,
                        place.get(2),
                        total,
                        lately,
                        late ? total : 0,
                        late ? lately : 0),
                    SiteCount::plus);
              }
            });
    return List.copyOf(sums.values());
  }

  private static String other(List<Tag> tags) {
    return tags.stream()
        .filter(t -> !t.getKey().equals("pipeline"))
        .map(Tag::getValue)
        .findFirst()
        .orElse("");
  }
}
