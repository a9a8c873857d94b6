package io.lacuna.bench.scale;

import io.lacuna.app.config.AppConfig;
import io.lacuna.bench.WrongResultException;
import io.lacuna.bench.load.Feed;
import io.lacuna.bench.load.TestBed;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Kills one of two instances, with and without standby replicas, and restarts one in its place. */
final class RestoreBench {
  /** After which the group gives a dead instance up, s. */
  private static final int SESSION_SECONDS = 6;

  /** Records afterwards: enough for every partition. */
  private static final int STEPS = 500;

  private static final int PARTITIONS = 4;
  private static final int LINGER_MS = 20;
  private static final Duration PATIENCE = Duration.ofMinutes(30);

  private final TestBed bed;
  private final ScaleSettings settings;

  RestoreBench(TestBed bed, ScaleSettings settings) {
    this.bed = bed;
    this.settings = settings;
  }

  List<Takeover> measure(int windows) throws IOException {
    Takeover standby = takeover(windows, 1);
    return List.of(takeover(windows, 0).beside(standby), standby, restart(windows));
  }

  private Takeover takeover(int windows, int standbys) throws IOException {
    String id = "restore-" + windows + "-" + standbys;
    SteadyFeed steady = new SteadyFeed(windows, STEPS, System.currentTimeMillis());
    AppConfig config = bed.config(id, id, rule(steady, standbys));
    bed.createTopics(config, PARTITIONS);
    Takeover takeover;
    try (Fleet fleet = new Fleet(bed, id, rule(steady, standbys), settings);
        Feed feed = new Feed(config, bed.registry(), settings.payloadBytes(), LINGER_MS)) {
      InstanceProcess survivor = fleet.start("survivor");
      InstanceProcess victim = fleet.start("victim");
      long records = steady.fill(feed);
      fleet.awaitRead(records);
      if (standbys > 0) {
        awaitCopies(survivor);
      }
      long moved = moved(config, victim.tell("look").in(), records);
      long start = System.nanoTime();
      fleet.kill(victim);
      records += steady.step(feed, STEPS);
      fleet.awaitRead(records);
      double seconds = (System.nanoTime() - start) / 1e9;
      String how = standbys == 0 ? "killed, no standby" : "killed, with a standby";
      takeover = new Takeover(how, windows, moved, seconds, null);
    }
    bed.forget(config);
    tell(takeover);
    return takeover;
  }

  /** The same instance comes back to its disk; what it has in memory only is made anew. */
  private Takeover restart(int windows) throws IOException {
    String id = "restart-" + windows;
    SteadyFeed steady = new SteadyFeed(windows, STEPS, System.currentTimeMillis());
    AppConfig config = bed.config(id, id, rule(steady, 0));
    bed.createTopics(config, PARTITIONS);
    Takeover takeover;
    try (Fleet fleet = new Fleet(bed, id, rule(steady, 0), settings);
        Feed feed = new Feed(config, bed.registry(), settings.payloadBytes(), LINGER_MS)) {
      InstanceProcess first = fleet.start("only");
      long records = steady.fill(feed);
      fleet.awaitRead(records);
      long all = moved(config, records, records);
      fleet.stop(first);
      long start = System.nanoTime();
      records += steady.step(feed, STEPS);
      fleet.start("only");
      fleet.awaitRead(records);
      double seconds = (System.nanoTime() - start) / 1e9;
      takeover = new Takeover("stopped, started on its disk", windows, all, seconds, null);
    }
    bed.forget(config);
    tell(takeover);
    return takeover;
  }

  private static Map<String, String> rule(SteadyFeed steady, int standbys) {
    Map<String, String> keys = new HashMap<>(steady.rule());
    keys.put("kafka.num.standby.replicas", Integer.toString(standbys));
    keys.put("kafka.consumer.session.timeout.ms", Integer.toString(SESSION_SECONDS * 1_000));
    return keys;
  }

  private long moved(AppConfig config, long ofVictim, long records) {
    return (long) ((double) bed.internalBytes(config) * ofVictim / records);
  }

  /** Every partition is there, active or as a copy, and lacks at most a transaction's marker. */
  private static void awaitCopies(InstanceProcess survivor) throws IOException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    Look look = survivor.tell("copies");
    while (look.copies() < PARTITIONS || look.lag() > 1) {
      if (System.nanoTime() > end) {
        throw new WrongResultException("the standby lacks records after " + PATIENCE);
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
      look = survivor.tell("copies");
    }
  }

  private static void tell(Takeover takeover) {
    System.err.println("-- " + takeover);
  }
}
