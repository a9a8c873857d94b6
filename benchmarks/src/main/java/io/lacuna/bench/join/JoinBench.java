package io.lacuna.bench.join;

import io.lacuna.app.config.AppConfig;
import io.lacuna.bench.load.Feed;
import io.lacuna.bench.load.TestBed;
import io.lacuna.bench.report.Machine;
import io.lacuna.bench.variant.CogroupSuppress;
import io.lacuna.bench.variant.Job;
import io.lacuna.bench.variant.LacunaJoin;
import io.lacuna.bench.variant.OuterJoins;
import io.lacuna.bench.variant.PlainLoop;
import io.lacuna.bench.variant.Tally;
import io.lacuna.bench.variant.Variant;
import io.lacuna.schema.Modality;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Loads three topics once and lets each variant join them from the start, one after the other. Runs
 * up to number 0 warm the JVM up and are not kept; the order of the variants turns by one from run
 * to run.
 */
final class JoinBench {
  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final String PREFIX = "bench";

  /** Event time between subjects, ms; divides the window, so that none straddles an edge. */
  private static final int SPACING_MS = 10;

  private static final int WINDOW_MS = 10_000;
  private static final int GRACE_MS = 2_000;
  private static final int RETENTION_MS = 10_000;

  private final TestBed bed;
  private final JoinSettings settings;
  private final Consumer<JoinRate> progress;

  JoinBench(TestBed bed, JoinSettings settings, Consumer<JoinRate> progress) {
    this.bed = bed;
    this.settings = settings;
    this.progress = progress;
  }

  /** What was measured, run by run. */
  List<JoinRate> measure() throws InterruptedException {
    List<JoinRate> rates = new ArrayList<>();
    load();
    List<Variant> variants =
        new ArrayList<>(
            List.of(
                new LacunaJoin(bed.registry(), observation -> {}),
                new OuterJoins(),
                new CogroupSuppress(),
                new PlainLoop(null),
                new PlainLoop(bed.registry())));
    for (int run = 1 - settings.warmUp(); run <= settings.runs(); run++) {
      for (Mode mode : Mode.values()) {
        for (Variant variant : variants) {
          JoinRate rate = rate(variant, mode, run);
          progress.accept(rate);
          if (run > 0) {
            rates.add(rate);
          }
        }
      }
      Collections.rotate(variants, 1);
    }
    return rates;
  }

  private JoinRate rate(Variant variant, Mode mode, int run) throws InterruptedException {
    // the group's offsets last as long as the broker: no two measurements share an id
    String id = String.format("%s-%d-%s", variant.id(), run, mode);
    AppConfig config = config(id, mode);
    long nanos;
    long cpuNanos;
    try (Tally tally = new Tally(variant, config)) {
      try (Job job = variant.start(config)) {
        long cpuStart = Machine.cpuNanos();
        long start = job.awaitReady(PATIENCE);
        nanos = tally.await(settings.keys(), job, PATIENCE) - start;
        cpuNanos = Machine.cpuNanos() - cpuStart;
      }
      tally.verify(settings.keys(), settings.keys());
    }
    bed.forget(config);
    double keys = settings.keys();
    return new JoinRate(run, variant.name(), mode, keys * 1e9 / nanos, cpuNanos / keys / 1e3);
  }

  private AppConfig config(String id, Mode mode) {
    Map<String, String> values = new HashMap<>();
    values.put("processing.guarantee", mode.guarantee());
    values.put("commit.interval", settings.commitInterval().toMillis() + "ms");
    values.put("patient.window.kind", "from-first");
    values.put("patient.window.size", WINDOW_MS + "ms");
    values.put("patient.window.grace", GRACE_MS + "ms");
    values.put("patient.window.retention", RETENTION_MS + "ms");
    return bed.config(id, PREFIX, values);
  }

  private void load() {
    AppConfig config = config("load", Mode.AT_LEAST_ONCE);
    bed.createTopics(config, settings.partitions());
    long span = (long) settings.keys() * SPACING_MS;
    long closing = WINDOW_MS + GRACE_MS + RETENTION_MS;
    // in the past: a broker refuses timestamps far in the future
    long first = System.currentTimeMillis() - span - closing;
    first -= first % WINDOW_MS;
    try (Feed feed = new Feed(config, bed.registry(), settings.payloadBytes(), 20)) {
      for (int i = 0; i < settings.keys(); i++) {
        for (Modality m : Modality.values()) {
          feed.send("subject-" + i, m, first + (long) i * SPACING_MS + m.ordinal());
        }
      }
      feed.closeWindows(first + span + closing + WINDOW_MS);
      feed.flush();
    }
  }
}
