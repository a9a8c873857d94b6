package io.lacuna.bench.ladder.measure;

import io.lacuna.bench.ladder.arrival.Schedule;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;

/** Plays a schedule in real time, whatever the answers: an open loop. */
final class Player {
  private static final long LEAD_MS = 200;

  private Player() {}

  /** The start of a schedule that is played next, wall clock, ms. */
  static long nextStart() {
    return System.currentTimeMillis() + LEAD_MS;
  }

  /**
   * Sends every sample when its time has come.
   *
   * @param startMs wall clock at the schedule's start
   * @param before called before each sample with the schedule's time, ms
   * @return by how much a sample was sent too late at the worst, ms
   */
  static long play(Schedule schedule, Link link, long startMs, LongConsumer before) {
    long worst = 0;
    for (Schedule.Send s : schedule.sends()) {
      before.accept(s.arrival());
      long wait;
      while ((wait = startMs + s.arrival() - System.currentTimeMillis()) > 0) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(wait));
      }
      link.send(schedule.subject(s.number()), s.number(), s.modality(), startMs + s.event());
      worst = Math.max(worst, -wait);
    }
    return worst;
  }
}
