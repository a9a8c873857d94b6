package io.lacuna.bench.torture;

import io.lacuna.bench.torture.fault.FaultKind;
import io.lacuna.bench.torture.fault.Schedule;
import io.lacuna.bench.torture.process.AppInstance;
import io.lacuna.bench.torture.watch.CommittedTail;
import io.lacuna.bench.torture.watch.Recovery;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** Makes the faults of the schedule, on a thread for each of its two lanes, until it is ended. */
final class Lanes {
  /** A recovery that takes longer is given up, and said to have failed. */
  private static final int PATIENCE_SECONDS = 180;

  private final Bed bed;
  private final Service service;
  private final Schedule schedule;
  private final CommittedTail tail;
  private final Faults faults;
  private final int most;
  private final List<Recovery> recoveries = new ArrayList<>();
  private final CountDownLatch over = new CountDownLatch(1);
  private final List<Thread> threads = new ArrayList<>();
  private final AtomicInteger kills = new AtomicInteger();
  private final AtomicReference<Recovery> lastKill = new AtomicReference<>();
  private final AtomicReference<Recovery> other = new AtomicReference<>();
  private final AtomicReference<RuntimeException> failure = new AtomicReference<>();
  private boolean killsPaused;

  Lanes(Bed bed, Service service, Schedule schedule, CommittedTail tail, Faults faults) {
    this.bed = bed;
    this.service = service;
    this.schedule = schedule;
    this.tail = tail;
    this.faults = faults;
    this.most = bed.settings.kills();
  }

  void start() {
    if (schedule.hasKills()) {
      run("torture-kills", this::killAgainAndAgain);
    }
    if (schedule.hasOthers()) {
      run("torture-others", this::others);
    }
  }

  private void run(String name, Runnable lane) {
    Thread thread =
        new Thread(
            () -> {
              try {
                lane.run();
              } catch (RuntimeException e) {
                failure.compareAndSet(null, e);
              }
            },
            name);
    threads.add(thread);
    thread.start();
  }

  private void killAgainAndAgain() {
    Iterator<Schedule.Kill> draws = schedule.kills().iterator();
    while (!isOver() && (most == 0 || kills.get() < most)) {
      Schedule.Kill kill = draws.next();
      Recovery before = lastKill.get();
      if (!kill.inRecovery() && before != null) {
        awaitEnd(before);
      }
      pause(kill.waitMs());
      while (!isOver() && !mayKill(kill, before)) {
        pause(100);
      }
    }
  }

  /** Kills, unless another fault wants to be alone; false then. */
  private synchronized boolean mayKill(Schedule.Kill kill, Recovery before) {
    if (killsPaused) {
      return false;
    }
    kill(kill, before);
    return true;
  }

  private synchronized void pauseKills(boolean paused) {
    killsPaused = paused;
  }

  private void kill(Schedule.Kill kill, Recovery before) {
    if (before != null && !before.isOver(tail)) {
      before.interrupt();
    }
    AppInstance victim = service.get(kill.victim());
    Recovery recovery = begin(FaultKind.APP_KILL);
    lastKill.set(recovery);
    if (other.get() != null) {
      recovery.overlap();
    }
    victim.restart();
    kills.incrementAndGet();
    recovery.fence(bed.endsOf(bed.topics().predictions()));
  }

  private void others() {
    Iterator<Schedule.Other> draws = schedule.others().iterator();
    while (!isOver()) {
      Schedule.Other draw = draws.next();
      if (faults.impossible(draw.kind()).isPresent()) {
        continue;
      }
      pause(draw.waitMs());
      pauseKills(draw.alone());
      if (draw.alone()) {
        awaitEnd(lastKill.get());
      }
      if (!isOver()) {
        make(draw);
      }
      pauseKills(false);
    }
  }

  private void make(Schedule.Other draw) {
    long[] fence = bed.endsOf(bed.topics().predictions());
    Recovery recovery = begin(draw.kind());
    recovery.fence(fence);
    other.set(recovery);
    Recovery kill = lastKill.get();
    if (kill != null && !kill.isOver(tail)) {
      kill.overlap();
    }
    if (schedule.hasKills() && !draw.alone()) {
      recovery.overlap();
    }
    faults.make(draw);
    awaitEnd(recovery);
    bed.awaitInSync();
    other.set(null);
  }

  private Recovery begin(FaultKind kind) {
    Recovery recovery = new Recovery(kind);
    synchronized (recoveries) {
      recoveries.add(recovery);
    }
    return recovery;
  }

  private void awaitEnd(Recovery recovery) {
    if (recovery != null) {
      Waits.until(
          PATIENCE_SECONDS, () -> recovery.isOver(tail) || recovery.isInterrupted() || isOver());
    }
  }

  private void pause(long ms) {
    try {
      over.await(ms, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean isOver() {
    return over.getCount() == 0;
  }

  /** Whether every kill was made, and the run has recovered from the last. */
  boolean hasKilledAll() {
    Recovery last = lastKill.get();
    return most > 0 && kills.get() >= most && (last == null || last.isOver(tail));
  }

  /** Kills of instances so far. */
  int kills() {
    return kills.get();
  }

  /**
   * Ends both lanes; what a fault has taken away is there again.
   *
   * @throws RuntimeException that a lane ended with
   */
  void end() {
    over.countDown();
    for (Thread thread : threads) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    if (failure.get() != null) {
      throw failure.get();
    }
  }

  /** Whether a lane failed, so that the run is void. */
  boolean hasFailed() {
    return failure.get() != null;
  }

  /** All faults so far, each looked at for the last time. */
  List<Recovery> recoveries() {
    synchronized (recoveries) {
      recoveries.forEach(r -> r.isOver(tail));
      return List.copyOf(recoveries);
    }
  }
}
