package io.lacuna.app.simulate;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Runs schedules until a number of distinct ones have been run, or enough of them diverged. Equal
 * schedules, by fingerprint, count once: further ones are drawn in their place.
 */
public final class Simulation {

  /**
   * What came of a run.
   *
   * @param schedules distinct schedules that were run
   * @param drawn schedules that were drawn, distinct or not
   * @param failures the schedules that diverged, by rising seed
   */
  public record Result(int schedules, long drawn, List<Failure> failures, double seconds) {}

  /** A schedule on which topology and oracle differ, in words. */
  public record Failure(long seed, String report) {}

  private final int schedules;
  private final long firstSeed;
  private final int threads;
  private final int enough;
  private final Surroundings surroundings;
  private final AtomicLong nextSeed;
  private final AtomicInteger done = new AtomicInteger();
  private final Set<Long> fingerprints = ConcurrentHashMap.newKeySet();
  private final ConcurrentLinkedQueue<Failure> failures = new ConcurrentLinkedQueue<>();

  /**
   * @param schedules distinct schedules to run
   * @param firstSeed seed of the first; those after it count up
   * @param fault planted fault, or null
   * @param enough divergences after which to stop
   */
  public Simulation(int schedules, long firstSeed, int threads, Fault fault, int enough) {
    if (schedules < 1 || threads < 1 || enough < 1) {
      throw new IllegalArgumentException(
          "schedules = " + schedules + ", threads = " + threads + " must be at least 1");
    }
    this.schedules = schedules;
    this.firstSeed = firstSeed;
    this.threads = threads;
    this.enough = enough;
    this.surroundings = fault == null ? Surroundings.SOUND : fault;
    this.nextSeed = new AtomicLong(firstSeed);
  }

  public Result run() throws InterruptedException {
    long start = System.nanoTime();
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        running.add(pool.submit(this::work));
      }
      for (Future<?> thread : running) {
        thread.get();
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("a simulating thread failed", e.getCause());
    } finally {
      pool.shutdownNow();
    }
    List<Failure> found = new ArrayList<>(failures);
    found.sort(Comparator.comparingLong(Failure::seed));
    return new Result(
        fingerprints.size(), nextSeed.get() - firstSeed, found, (System.nanoTime() - start) / 1e9);
  }

  private void work() {
    try (SimulatedPipeline shared =
        new SimulatedPipeline("simulate-" + Thread.currentThread().getId())) {
      while (failures.size() < enough && done.get() < schedules) {
        Schedule schedule = ScheduleMaker.draw(nextSeed.getAndIncrement());
        if (fingerprints.size() < schedules && fingerprints.add(schedule.fingerprint())) {
          run(schedule, shared);
          done.incrementAndGet();
        }
      }
    }
  }

  private void run(Schedule schedule, SimulatedPipeline shared) {
    Optional<Divergence> divergence = ScheduleRun.of(schedule, shared, surroundings);
    if (divergence.isPresent()) {
      Schedule smallest = new Shrinker(shared, surroundings).shrink(schedule);
      Divergence of = ScheduleRun.of(smallest, shared, surroundings).orElse(divergence.get());
      failures.add(new Failure(schedule.seed(), Report.of(smallest, schedule, of)));
    }
  }
}
