package io.lacuna.bench.scale;

import io.lacuna.app.config.AppConfig;
import io.lacuna.bench.WrongResultException;
import io.lacuna.bench.load.Feed;
import io.lacuna.bench.load.TestBed;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Lets instances of their own processes hold so many windows open, and measures slices of the feed.
 * A slice is loaded while they are paused, so that the feed's own work is no part of the measure.
 */
final class ScaleBench {
  private static final int LINGER_MS = 20;

  /** On a machine that others use, a stall must not end in a rebalance. */
  private static final Map<String, String> PATIENT =
      Map.of(
          "kafka.consumer.session.timeout.ms", "45000",
          "kafka.producer.transaction.timeout.ms", "60000");

  private final TestBed bed;
  private final ScaleSettings settings;
  private int sizes;

  ScaleBench(TestBed bed, ScaleSettings settings) {
    this.bed = bed;
    this.settings = settings;
  }

  /**
   * @param before records to be read before the measurement, at least: a compiler that has seen
   *     more of them would make a size look better
   * @throws WrongResultException if a record was late or broken, or if another number of windows is
   *     open than must be
   */
  Measured measure(Size size, long before) throws IOException {
    String id =
        String.format(
            "scale%d-%d-%d-%d", ++sizes, size.windows(), size.partitions(), size.instances());
    long warmUp = Math.max(settings.warmUp(), (before - size.windows()) / 3);
    long steps = warmUp + (long) settings.runs() * settings.steps();
    SteadyFeed steady = new SteadyFeed(size.windows(), steps, System.currentTimeMillis());
    Map<String, String> keys = new HashMap<>(steady.rule());
    keys.putAll(PATIENT);
    AppConfig config = bed.config(id, id, keys);
    bed.createTopics(config, size.partitions());
    Measured measured;
    try (Fleet fleet = new Fleet(bed, id, keys, settings);
        Feed feed = new Feed(config, bed.registry(), settings.payloadBytes(), LINGER_MS)) {
      for (int i = 1; i <= size.instances(); i++) {
        fleet.start("instance" + i);
      }
      long records = steady.fill(feed);
      fleet.awaitRead(records);
      tell("%s: filled", size);
      records += steady.step(feed, warmUp);
      fleet.awaitRead(records);
      List<Slice> slices = new ArrayList<>();
      for (int run = 1; run <= settings.runs(); run++) {
        fleet.tell("pause");
        long sent = steady.step(feed, settings.steps());
        slices.add(slice(fleet, records, sent, size.instances()));
        records += sent;
        tell("%s, run %d: %s", size, run, slices.get(run - 1));
      }
      Look after = fleet.tell("weigh");
      verify(after, size, steady);
      measured = new Measured(size, slices, after, bed.internalBytes(config), records);
    }
    bed.forget(config);
    return measured;
  }

  private static Slice slice(Fleet fleet, long before, long sent, int instances)
      throws IOException {
    Look start = fleet.tell("look");
    long nanos = System.nanoTime();
    fleet.tell("resume");
    Look end = fleet.awaitRead(before + sent);
    nanos = System.nanoTime() - nanos;
    double cpuMicros = (end.cpuNanos() - start.cpuNanos()) / 1e3 / sent;
    double collection = (end.collectionMillis() - start.collectionMillis()) * 1e6 / nanos;
    return new Slice(sent * 1e9 / nanos, cpuMicros, collection / instances);
  }

  private static void verify(Look after, Size size, SteadyFeed steady) {
    long open = after.opened() - after.finished();
    if (open != size.windows() || after.finished() != steady.completed()) {
      throw new WrongResultException(
          String.format(
              "%s: %d windows are open and %d complete, instead of %d",
              size, open, after.finished(), steady.completed()));
    }
  }

  private static void tell(String words, Object... values) {
    System.err.println("-- " + String.format(words, values));
  }
}
