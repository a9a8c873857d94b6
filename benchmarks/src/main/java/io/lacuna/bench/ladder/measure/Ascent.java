package io.lacuna.bench.ladder.measure;

import io.lacuna.bench.ladder.arrival.Schedule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/**
 * A contender's run: a steady part with a silent tail, one with a kill, and the search for its
 * rate.
 */
final class Ascent {
  private static final int PER = 10_000;
  private static final double MIB = 1 << 20;
  private static final long DRAIN_MS = 30_000;
  private static final double SETTLED = 0.2;
  private static final long POLL_MS = 5;

  /** Rounds of moved event time: a second join only hears of a first one's answers afterwards. */
  private static final int ADVANCES = 4;

  private static final long ADVANCE_MS = 1_500;

  private final Ground ground;
  private final Contender contender;
  private final String id;
  private int lives;
  private int trials;

  /** What the steady part found. */
  record Steady(
      Delays complete,
      Delays verdict,
      double cpuSeconds,
      double peakMib,
      AnswerTally.Count count,
      long lateMs) {}

  /** What the part with the kill found. */
  record Killed(double seconds, AnswerTally.Count count) {}

  /**
   * @param id of the run; no two share it
   */
  Ascent(Ground ground, Contender contender, String id) {
    this.ground = ground;
    this.contender = contender;
    this.id = id;
  }

  private Life begin() throws IOException, InterruptedException {
    return Life.begin(ground, contender, id + "-" + ++lives);
  }

  Steady steady() throws IOException, InterruptedException {
    LadderSettings s = ground.settings();
    try (Life life = begin()) {
      warmUp(life);
      Schedule schedule = ground.schedule("steady", s.rate(), s.steadySeconds());
      AnswerTally tally = new AnswerTally(schedule, ground.expected());
      life.listen(tally::accept);
      ContenderProcess.Usage before = life.process().usage();
      long start = Player.nextStart();
      long late = Player.play(schedule, life.link(), start, at -> {});
      awaitUntil(
          start + schedule.end() + s.patienceMs() + (long) (1000 * s.silenceSeconds()),
          () -> false);
      ContenderProcess.Usage after = life.process().usage();
      Delays complete = Delays.of(tally.completeDelays(start, 0));
      Delays verdict = Delays.of(tally.verdictDelays(start));
      settle(life, tally);
      return new Steady(
          complete,
          verdict,
          (after.cpuSeconds() - before.cpuSeconds()) * PER / schedule.observations().size(),
          after.peakBytes() / MIB,
          tally.count(),
          late);
    }
  }

  Killed killed() throws IOException, InterruptedException {
    LadderSettings s = ground.settings();
    try (Life life = begin()) {
      warmUp(life);
      Schedule schedule = ground.schedule("killed", s.rate(), s.steadySeconds());
      AnswerTally tally = new AnswerTally(schedule, ground.expected());
      life.listen(tally::accept);
      long start = Player.nextStart();
      AtomicLong killedAt = new AtomicLong();
      long third = schedule.end() / 3;
      Player.play(
          schedule,
          life.link(),
          start,
          at -> {
            if (at >= third && killedAt.compareAndSet(0, System.currentTimeMillis())) {
              life.killAndRestart();
            }
          });
      awaitUntil(
          System.currentTimeMillis() + 2 * DRAIN_MS,
          () -> recovery(schedule, tally, start, killedAt.get()) < Double.POSITIVE_INFINITY);
      settle(life, tally);
      return new Killed(recovery(schedule, tally, start, killedAt.get()), tally.count());
    }
  }

  /** Seconds from the kill to the first answer to an observation that could be answered since. */
  private static double recovery(Schedule schedule, AnswerTally tally, long start, long killedAt) {
    return tally.answers().entrySet().stream()
        .filter(e -> start + schedule.observations().get(e.getKey()).answerable() > killedAt)
        .mapToLong(e -> e.getValue().atMs())
        .mapToObj(at -> (at - killedAt) / 1000.0)
        .min(Double::compare)
        .orElse(Double.POSITIVE_INFINITY);
  }

  /** The highest rates within the bounds. */
  double[] rates(List<Double> boundsMs) throws IOException, InterruptedException {
    LadderSettings s = ground.settings();
    Life[] life = {null};
    try {
      RateSearch search =
          new RateSearch(rate -> trial(life, rate), s.rate(), s.doublings(), s.halvings());
      return boundsMs.stream().mapToDouble(search::highest).toArray();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    } finally {
      if (life[0] != null) {
        life[0].close();
      }
    }
  }

  /** The p99 at a rate. A contender that could not answer all gets a life of its own afterwards. */
  private double trial(Life[] life, double rate) {
    LadderSettings s = ground.settings();
    try {
      if (life[0] == null) {
        life[0] = begin();
        warmUp(life[0]);
      }
      Schedule schedule = ground.schedule("trial" + ++trials, rate, s.trialSeconds());
      AnswerTally tally = new AnswerTally(schedule, ground.expected());
      life[0].listen(tally::accept);
      long start = Player.nextStart();
      Player.play(schedule, life[0].link(), start, at -> {});
      // as long again as it took: who needs more does not sustain the rate
      awaitUntil(
          start + schedule.end() + (long) (1000 * s.trialSeconds()),
          () -> tally.completeLeft() == 0);
      long from = (long) (SETTLED * 1000 * s.trialSeconds());
      double p99 = Delays.of(tally.completeDelays(start, from)).p99();
      System.err.printf("--   %s: %.1f/s, p99 %.0f ms%n", contender.title(), rate, p99);
      if (tally.completeLeft() > 0) {
        life[0].close();
        life[0] = null;
      }
      return p99;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted during a trial", e);
    }
  }

  /** Code is compiled and caches are filled before anything counts. */
  private void warmUp(Life life) throws InterruptedException {
    LadderSettings s = ground.settings();
    Schedule schedule = ground.schedule("warm" + lives, s.rate(), s.trialSeconds() / 2);
    AnswerTally tally = new AnswerTally(schedule, ground.expected());
    life.listen(tally::accept);
    long start = Player.nextStart();
    Player.play(schedule, life.link(), start, at -> {});
    awaitUntil(start + schedule.end() + DRAIN_MS, () -> tally.completeLeft() == 0);
  }

  /** Moves event time on until everything is answered, or for as long as patience has. */
  private static void settle(Life life, AnswerTally tally) throws InterruptedException {
    for (int i = 1; i <= ADVANCES; i++) {
      // close enough for a broker's and the product's limits on event times ahead of the clock
      life.link().advance(System.currentTimeMillis() + i * 5_000L);
      awaitUntil(System.currentTimeMillis() + ADVANCE_MS, () -> false);
    }
    awaitUntil(System.currentTimeMillis() + DRAIN_MS, () -> tally.left() == 0);
  }

  private static void awaitUntil(long wallMs, BooleanSupplier done) throws InterruptedException {
    CountDownLatch never = new CountDownLatch(1);
    while (!done.getAsBoolean() && System.currentTimeMillis() < wallMs) {
      never.await(POLL_MS, TimeUnit.MILLISECONDS);
    }
  }
}
