package io.lacuna.bench.changelog;

import io.lacuna.app.config.AppConfig;
import io.lacuna.bench.load.Feed;
import io.lacuna.bench.load.TestBed;
import io.lacuna.bench.variant.Job;
import io.lacuna.bench.variant.Tally;
import io.lacuna.bench.variant.Variant;
import io.lacuna.schema.Modality;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Feeds subjects until each has as many windows as wanted, then as many observations again, and
 * takes what the internal topics grew by meanwhile.
 */
final class ChangelogBench {
  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final int PARTITIONS = 4;
  private static final int WINDOW_MS = 10_000;
  private static final int GRACE_MS = 2_000;

  /** Event time between a subject's windows, ms. */
  private static final int STEP_MS = 60_000;

  /** How long before a subject's next window its oldest is forgotten, ms. */
  private static final int MARGIN_MS = 30_000;

  private final TestBed bed;
  private final int observations;
  private final int payloadBytes;

  /**
   * @param observations observations to measure, three samples each; at least
   */
  ChangelogBench(TestBed bed, int observations, int payloadBytes) {
    this.bed = bed;
    this.observations = observations;
    this.payloadBytes = payloadBytes;
  }

  /**
   * Bytes of internal topics per input sample.
   *
   * @param retained windows that each subject holds, the open one included
   */
  double bytesPerSample(Variant variant, String guarantee, int retained) {
    int subjects = Math.max(PARTITIONS, observations / retained);
    int more = (observations + subjects - 1) / subjects;
    String id = String.format("%s-%s-%d", variant.id(), guarantee, retained);
    AppConfig config = config(id, guarantee, retained);
    bed.createTopics(config, PARTITIONS);
    long first = System.currentTimeMillis() - (long) (retained + more) * STEP_MS;
    long warm = (long) subjects * retained;
    long all = warm + (long) subjects * more;
    long before;
    try (Feed feed = new Feed(config, bed.registry(), payloadBytes, 20);
        Tally tally = new Tally(variant, config)) {
      send(feed, first, subjects, 0, retained);
      join(variant, config, tally, warm);
      before = bed.internalBytes(config);
      send(feed, first, subjects, retained, retained + more);
      join(variant, config, tally, all);
      tally.verify(all, subjects);
    }
    long after = bed.internalBytes(config);
    bed.forget(config);
    return (double) (after - before) / ((long) subjects * more * Modality.values().length);
  }

  /**
   * Runs the variant until there are {@code expected} results. What it reads is all there when it
   * starts: on topics that arrive unevenly the DSL's joins give false results.
   */
  private static void join(Variant variant, AppConfig config, Tally tally, long expected) {
    try (Job job = variant.start(config)) {
      tally.await(expected, job, PATIENCE);
    }
  }

  /** Windows {@code from} to {@code to} of every subject; subjects share each step evenly. */
  private static void send(Feed feed, long first, int subjects, int from, int to) {
    for (int window = from; window < to; window++) {
      for (int subject = 0; subject < subjects; subject++) {
        long start = first + (long) window * STEP_MS + (long) subject * STEP_MS / subjects;
        for (Modality m : Modality.values()) {
          feed.send("subject-" + subject, m, start + m.ordinal());
        }
      }
    }
    feed.flush();
  }

  private AppConfig config(String id, String guarantee, int retained) {
    long retention = (long) retained * STEP_MS - MARGIN_MS - WINDOW_MS - GRACE_MS;
    Map<String, String> values = new HashMap<>();
    values.put("processing.guarantee", guarantee);
    values.put("patient.window.kind", "from-first");
    values.put("patient.window.size", WINDOW_MS + "ms");
    values.put("patient.window.grace", GRACE_MS + "ms");
    values.put("patient.window.retention", retention + "ms");
    // a topic that runs ahead opens windows before the oldest are forgotten
    values.put("patient.window.max.per.subject", Integer.toString(2 * retained + observations));
    return bed.config(id, id, values);
  }
}
