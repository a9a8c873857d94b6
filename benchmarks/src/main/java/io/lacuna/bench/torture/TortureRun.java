package io.lacuna.bench.torture;

import io.lacuna.bench.report.Machine;
import io.lacuna.bench.swap.FreshAdapters;
import io.lacuna.bench.torture.fault.Schedule;
import io.lacuna.bench.torture.feed.Feed;
import io.lacuna.bench.torture.result.FaultTimes;
import io.lacuna.bench.torture.result.TortureResult;
import io.lacuna.bench.torture.watch.CommittedTail;
import io.lacuna.bench.torture.watch.LedgerTail;
import io.lacuna.bench.torture.watch.Recovery;
import io.lacuna.schema.state.TaskLedger;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.errors.RetriableException;

/** One run: everything is started, fed, tortured, given time to finish, stopped and judged. */
final class TortureRun {
  private static final double START_SECONDS = 600;
  private static final double DRAIN_SECONDS = 600;

  /** Samples that come late come up to so much later: some within retention, some after it. */
  private static final int LATE_MS =
      (int) TortureSettings.WINDOW.plus(TortureSettings.GRACE).plusSeconds(10).toMillis();

  private final TortureSettings settings;
  private final Path dir;
  private long mostOpen;
  private long looked;

  TortureRun(TortureSettings settings, Path dir) {
    this.settings = settings;
    this.dir = dir;
  }

  /**
   * @param command that was typed, for the result
   */
  TortureResult run(String command) throws IOException {
    Schedule schedule = new Schedule(settings.seed(), settings.faults());
    System.err.print(schedule);
    Machine before = Machine.now();
    try (Bed bed = Bed.open(settings, dir);
        Service service = new Service(bed);
        Swaps swaps = new Swaps(bed);
        CommittedTail tail =
            new CommittedTail(bed.connection(), bed.topics().predictions(), settings.partitions());
        Feed feed =
            new Feed(
                bed.connection(),
                bed.topics(),
                bed.schemas,
                settings.seed(),
                settings.rate(),
                FreshAdapters.VALUES,
                LATE_MS)) {
      feed.start();
      if (settings.archive()) {
        service.rehearse(() -> tail.count() > 0);
      }
      service.start();
      long calm = tail.count();
      Waits.until(
          "the first prediction",
          START_SECONDS,
          () -> tail.count() > calm,
          () -> service.get(0).lastWords());
      Faults faults = new Faults(bed, service, feed, swaps);
      Lanes lanes = new Lanes(bed, service, schedule, tail, faults);
      try (LedgerTail ledgers =
          new LedgerTail(bed.connection(), bed.ledgerTopic(), settings.partitions())) {
        long start = System.nanoTime();
        lanes.start();
        load(feed, lanes, ledgers, start);
        lanes.end();
        long seconds = (System.nanoTime() - start) / 1_000_000_000;
        feed.end();
        System.err.println("-- the feed is over; waiting for every window's final");
        boolean drained = drain(bed, ledgers);
        if (!service.stop()) {
          System.err.println("-- an instance did not stop in order");
        }
        ledgers.refresh();
        Waits.until(60, () -> tail.passedAt(lastOffsets(bed)) >= 0);
        tail.close();
        Judge judge = new Judge(bed, swaps);
        judge.judge(feed.acknowledged(), tail, ledgers);
        return new TortureResult(
            command,
            Machine.versions(),
            before,
            Machine.now(),
            settings.seed(),
            seconds,
            judge.records(),
            judge.predictions(),
            judge.windows(),
            mostOpen,
            judge.failed(),
            judge.aborted(),
            service.starts(),
            service.ownEnds(),
            drained,
            judge.findings().counts(),
            judge.findings().examples(),
            times(lanes.recoveries()),
            faults.skipped(settings.faults()));
      }
    }
  }

  private void load(Feed feed, Lanes lanes, LedgerTail ledgers, long start) {
    long end = start + settings.length().toNanos();
    while (System.nanoTime() < end
        && !lanes.hasFailed()
        && (settings.records() == 0 || feed.sent() < settings.records())
        && !lanes.hasKilledAll()) {
      Waits.until(1, () -> false);
      look(feed, lanes, ledgers, start);
    }
  }

  private void look(Feed feed, Lanes lanes, LedgerTail ledgers, long start) {
    try {
      ledgers.refresh();
      mostOpen = Math.max(mostOpen, ledgers.openWindows());
    } catch (RetriableException brokersAreAway) {
      return;
    }
    long now = System.nanoTime();
    if (now - looked > 10_000_000_000L) {
      looked = now;
      System.err.printf(
          "-- %d s: %d records sent, %d read, %d windows open, %d kills, %d faults%n",
          (now - start) / 1_000_000_000,
          feed.sent(),
          ledgers.read().orElse(0),
          ledgers.openWindows(),
          lanes.kills(),
          lanes.recoveries().size());
    }
  }

  /** Whether every record was read and every window had its final in time. */
  private boolean drain(Bed bed, LedgerTail ledgers) {
    bed.awaitInSync();
    List<long[]> ends = bed.topics().inputs().stream().map(bed::endsOf).toList();
    return Waits.until(
        DRAIN_SECONDS + settings.retention().toSeconds(),
        () -> {
          ledgers.refresh();
          return isDrained(ledgers, ends);
        });
  }

  private boolean isDrained(LedgerTail ledgers, List<long[]> ends) {
    for (int p = 0; p < settings.partitions(); p++) {
      TaskLedger ledger = ledgers.of(p);
      for (int m = 0; m < ends.size(); m++) {
        long end = ends.get(m)[p];
        if (end > 0 && (ledger == null || ledger.getModalities().get(m).getPosition() < end)) {
          return false;
        }
      }
    }
    return ledgers.openWindows() == 0;
  }

  /** The last record of a partition may be a mark of its last transaction. */
  private long[] lastOffsets(Bed bed) {
    long[] ends = bed.endsOf(bed.topics().predictions());
    for (int p = 0; p < ends.length; p++) {
      ends[p] = Math.max(0, ends[p] - 2);
    }
    return ends;
  }

  private static Map<String, FaultTimes> times(List<Recovery> recoveries) {
    Map<String, List<Recovery>> byName = new TreeMap<>();
    recoveries.forEach(r -> byName.computeIfAbsent(r.kind().word(), n -> new ArrayList<>()).add(r));
    Map<String, FaultTimes> times = new TreeMap<>();
    byName.forEach(
        (name, all) ->
            times.put(
                name,
                new FaultTimes(
                    all.size(),
                    all.stream().filter(Recovery::isInterrupted).count(),
                    all.stream().filter(r -> !r.isInterrupted() && r.millis() < 0).count(),
                    millis(all, false),
                    millis(all, true))));
    return times;
  }

  private static List<Long> millis(List<Recovery> all, boolean overlapped) {
    return all.stream()
        .filter(r -> !r.isInterrupted() && r.isOverlapped() == overlapped && r.millis() >= 0)
        .map(Recovery::millis)
        .toList();
  }
}
