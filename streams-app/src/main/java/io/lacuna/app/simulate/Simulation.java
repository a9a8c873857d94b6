package io.lacuna.app.simulate;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
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
   * @param repeated schedules that were drawn and equal one that was run
   * @param failures the schedules that diverged, by rising seed
   * @param met what happened → in how many schedules
   */
  public record Result(
      int schedules,
      int repeated,
      List<Failure> failures,
      SortedMap<String, Integer> met,
      double seconds) {}

  /** A schedule on which topology and oracle differ, in words. */
  public record Failure(long seed, String report) {}

  private final int schedules;
  private final int threads;
  private final int enough;
  private final Surroundings surroundings;
  private final AtomicLong nextSeed;
  private final AtomicInteger repeated = new AtomicInteger();
  private final Set<Long> fingerprints = ConcurrentHashMap.newKeySet();
  private final ConcurrentSkipListMap<String, Integer> met = new ConcurrentSkipListMap<>();
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
        fingerprints.size(), repeated.get(), found, met, (System.nanoTime() - start) / 1e9);
  }

  private void work() {
    try (SimulatedPipeline shared =
        new SimulatedPipeline("simulate-" + Thread.currentThread().getId())) {
      while (failures.size() < enough && fingerprints.size() < schedules) {
        Schedule schedule = ScheduleMaker.draw(nextSeed.getAndIncrement());
        if (isNew(schedule.fingerprint())) {
          run(schedule, shared);
        }
      }
    }
  }

  private synchronized boolean isNew(long fingerprint) {
    if (fingerprints.size() >= schedules) {
      return false;
    }
    boolean added = fingerprints.add(fingerprint);
    if (!added) {
      repeated.incrementAndGet();
    }
    return added;
  }

  private void run(Schedule schedule, SimulatedPipeline shared) {
    ScheduleRun.Outcome outcome = ScheduleRun.of(schedule, shared, surroundings);
    outcome.met().forEach(what -> met.merge(what, 1, Integer::sum));
    Optional<Divergence> divergence = outcome.divergence();
    if (divergence.isPresent()) {
      Schedule smallest = new Shrinker(shared, surroundings).shrink(schedule);
      Divergence of = ScheduleRun.of(smallest, shared, surroundings).divergence().orElseThrow();
      failures.add(new Failure(schedule.seed(), Report.of(smallest, schedule, of)));
    }
  }
}
