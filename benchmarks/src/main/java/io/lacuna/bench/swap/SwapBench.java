package io.lacuna.bench.swap;

import io.lacuna.app.ClientSettings;
import io.lacuna.app.LacunaApp;
import io.lacuna.app.PredictionTail;
import io.lacuna.app.adapters.RegistryTopic;
import io.lacuna.app.config.AppConfig;
import io.lacuna.bench.WrongResultException;
import io.lacuna.bench.load.TestBed;
import io.lacuna.model.score.AdapterFolder;
import io.lacuna.model.score.BatchShape;
import io.lacuna.model.score.DjlScoringModel;
import io.lacuna.schema.CutOver;
import io.lacuna.schema.Prediction;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;

/** Cuts over again and again under load, and looks afterwards which adapter scored which window. */
final class SwapBench {
  private static final String PIPELINE = "patient";
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** What the registry's thread may need to say that a topic is read, beyond the lead. */
  private static final Duration SLACK = Duration.ofSeconds(1);

  private static final int PARTITIONS = 4;

  private final TestBed bed;
  private final SwapSettings settings;

  /** What is kept of a prediction. */
  private record Seen(long windowStartMs, String adapter, boolean failed) {}

  private final ConcurrentLinkedQueue<Seen> seen = new ConcurrentLinkedQueue<>();

  /** The rule: first window start → adapter, of the cut-overs that can be followed. */
  private final NavigableMap<Long, String> rule = new TreeMap<>();

  SwapBench(TestBed bed, SwapSettings settings) {
    this.bed = bed;
    this.settings = settings;
  }

  SwapResult run() throws IOException {
    AppConfig config =
        bed.config(
            "swap",
            "swap",
            Map.of(
                "adapters.source", "topic",
                "adapters.lead", settings.lead().toMillis() + "ms",
                "adapters.loaded.max", "32",
                // full from the start, so that what grows is not the cache
                "payload.cache.bytes", "65536"));
    bed.createTopics(config, PARTITIONS);
    Path models = config.stateDir().resolveSibling("models");
    SimpleMeterRegistry meters = new SimpleMeterRegistry();
    try (FreshAdapters adapters = FreshAdapters.create(models)) {
      rule.put(Long.MIN_VALUE, adapters.write(0).digest());
      try (LacunaApp app = new LacunaApp(config, p -> open(adapters), bed.registry(), meters);
          PredictionTail tail =
              new PredictionTail(
                  config.pipelines(),
                  ClientSettings.connection(config),
                  bed.registry(),
                  false,
                  (p, now) -> keep(p))) {
        app.start();
        return swap(config, adapters, meters);
      }
    }
  }

  private static DjlScoringModel open(FreshAdapters adapters) {
    try {
      return DjlScoringModel.openVerified(
          adapters.base(), List.of(adapters.folder(0)), "cpu", BatchShape.DYNAMIC);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private void keep(Prediction p) {
    seen.add(
        new Seen(p.getWindowStart().toEpochMilli(), p.getAdapterDigest(), p.getScores() == null));
  }

  private SwapResult swap(AppConfig config, FreshAdapters adapters, SimpleMeterRegistry meters)
      throws IOException {
    SteadyLoad load = new SteadyLoad(config, bed.registry(), settings.rate());
    Memory early;
    try (load;
        RegistryTopic topic =
            new RegistryTopic(
                config.adapters().topic(), bed.registry(), ClientSettings.connection(config))) {
      awaitSeen(1);
      early = Memory.now();
      for (int swap = 1; swap <= settings.swaps(); swap++) {
        long due = System.nanoTime() + settings.every().toNanos();
        publish(swap, adapters, topic);
        if (swap == Math.max(1, settings.swaps() / 10)) {
          early = Memory.now();
        }
        pauseUntil(due);
      }
      pauseUntil(System.nanoTime() + settings.lead().plus(SLACK).plus(SLACK).toNanos());
    }
    awaitSeen(load.sent());
    return result(load.sent(), early, meters);
  }

  private void publish(int swap, FreshAdapters adapters, RegistryTopic topic) throws IOException {
    AdapterFolder.Verified adapter = adapters.write(swap);
    Path folder = adapters.folder(swap);
    topic.announce(PIPELINE, adapter, folder, folder.toString(), List.of(), List.of());
    if (settings.corrupt(swap)) {
      adapters.cutInHalf(swap);
    }
    Instant from =
        Instant.ofEpochMilli(System.currentTimeMillis()).plus(settings.lead()).plus(SLACK);
    topic.publish(
        PIPELINE,
        new CutOver(UUID.randomUUID().toString(), "*/*", adapter.digest(), from, null, null));
    if (!settings.corrupt(swap)) {
      rule.put(from.toEpochMilli(), adapter.digest());
    }
    if (swap % 100 == 0) {
      System.err.printf("-- %d swaps, %d predictions%n", swap, seen.size());
    }
  }

  private static void pauseUntil(long nanos) {
    for (long left = nanos - System.nanoTime(); left > 0; left = nanos - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  private void awaitSeen(long expected) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (seen.size() < expected) {
      if (System.nanoTime() > end) {
        throw new WrongResultException(seen.size() + " of " + expected + " predictions came");
      }
      pauseUntil(System.nanoTime() + 10_000_000);
    }
  }

  private SwapResult result(long sent, Memory early, SimpleMeterRegistry meters) {
    long failed = 0;
    long wrong = 0;
    Set<String> answered = new HashSet<>();
    for (Seen s : seen) {
      failed += s.failed() ? 1 : 0;
      wrong += s.adapter().equals(rule.floorEntry(s.windowStartMs()).getValue()) ? 0 : 1;
      answered.add(s.adapter());
    }
    double refused =
        meters.find("lacuna.adapters.refused").counters().stream()
            .mapToDouble(Counter::count)
            .sum();
    double loaded = meters.get("lacuna.adapters.loaded").gauge().value();
    return new SwapResult(
        sent,
        seen.size(),
        failed,
        wrong,
        answered.size(),
        (long) refused,
        (long) loaded,
        early,
        Memory.now());
  }
}
