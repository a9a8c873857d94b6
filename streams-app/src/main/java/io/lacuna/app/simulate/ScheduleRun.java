package io.lacuna.app.simulate;

import io.lacuna.schema.Modality;
import io.lacuna.schema.Prediction;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Runs one schedule on the topology and on the oracle, step by step, until they differ. After the
 * schedule comes silence, long enough that every window is final and forgotten.
 */
final class ScheduleRun implements SimulatedTask.Observer, AutoCloseable {
  /** One schedule in so many is repeated from its decisions log. */
  private static final int REPLAY_EVERY = 4;

  private static final int LOGGED_AFTER_MS = 1_000;

  private final Schedule schedule;
  private final SimulatedPipeline shared;
  private final SimulatedLog log;
  private final SimulatedTask task;
  private final Oracle oracle;
  private final GroundTruth truth;
  private final Comparison comparison;
  private final Set<String> met = new TreeSet<>();
  private int step;
  private boolean unchecked;
  private Diverged falseMissing;

  private ScheduleRun(Schedule schedule, SimulatedPipeline shared, Surroundings surroundings) {
    this.schedule = schedule;
    this.shared = shared;
    this.log = new SimulatedLog(surroundings);
    this.oracle = new Oracle(schedule.drawn());
    this.truth = new GroundTruth(schedule.drawn(), log);
    this.task = new SimulatedTask(shared, schedule.drawn(), surroundings, log, this);
    this.comparison = new Comparison(task, oracle, truth);
  }

  /**
   * What came of a schedule.
   *
   * @param divergence the first, or none
   * @param met what happened in it, in words; a fault can only be found where it matters
   */
  record Outcome(Optional<Divergence> divergence, Set<String> met) {}

  static Outcome of(Schedule schedule, SimulatedPipeline shared, Surroundings surroundings) {
    try (ScheduleRun run = new ScheduleRun(schedule, shared, surroundings)) {
      return new Outcome(run.toTheEnd(), run.met);
    }
  }

  private Optional<Divergence> toTheEnd() {
    try {
      for (Step next : schedule.steps()) {
        take(next);
        check();
        step++;
      }
      silence();
      comparison.atTheEnd(step);
      if (oracle.absorbed > 0) {
        met.add("silent merge");
      }
      if (!oracle.ledger.late().isEmpty()) {
        met.add("late sample");
      }
      if (schedule.seed() % REPLAY_EVERY == 0) {
        met.add("replay");
        // what was done since the last account of it is logged a second later at the latest
        task.advance(LOGGED_AFTER_MS);
        comparison.replay(step, new ReplayCheck(shared, task.pipeline(), log));
      }
      if (schedule.orderly()) {
        met.add("cogroup and suppress");
        DslJoin.compare(schedule, truth.finals(), step);
      }
      return Optional.empty();
    } catch (Diverged e) {
      return Optional.of(e.divergence());
    } catch (RuntimeException e) {
      return Optional.of(new Divergence(step, "the topology failed", "no exception", text(e)));
    }
  }

  private static String text(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root + " at " + (root.getStackTrace().length == 0 ? "?" : root.getStackTrace()[0]);
  }

  private void take(Step next) {
    if (next instanceof Step.Append append) {
      log.append(append.record());
    } else if (next instanceof Step.Read read) {
      task.read(read.modality());
    } else if (next instanceof Step.Advance advance) {
      task.advance(advance.byMs());
    } else if (next instanceof Step.LookUp lookUp) {
      for (Modality m : Modality.values()) {
        if (lookUp.covers(m)) {
          log.lookUp(m);
        }
      }
    } else if (next instanceof Step.Score score) {
      task.scorer().finish(score.which());
    } else {
      met.add(task.pending() > 0 ? "restart with work pending" : "restart");
      task.restart();
      unchecked = true;
    }
  }

  private void check() {
    if (falseMissing != null) {
      throw falseMissing;
    }
    if (unchecked) {
      comparison.afterStep(step);
      unchecked = false;
    }
  }

  /** Everything is read and scored, then nothing comes, and the wall clock goes on. */
  private void silence() {
    boolean more = true;
    while (more) {
      more = false;
      for (Modality m : Modality.values()) {
        more |= task.read(m);
        check();
      }
    }
    for (int i = 0; i < 3; i++) {
      task.scorer().finishAll();
      task.advance(truth.longestLife());
      check();
      take(new Step.LookUp(true, true, true));
      task.advance(SimulatedPipeline.TICK_MS);
      check();
    }
    task.scorer().finishAll();
    task.advance(SimulatedPipeline.TICK_MS);
    check();
  }

  @Override
  public void seen(Seen entry) {
    unchecked = true;
    if (entry instanceof Seen.Scored scored) {
      if (!scored.broken().isEmpty()) {
        met.add("broken payload");
      }
      if (scored.failed()) {
        met.add("FAILED");
      }
    }
    oracle.see(entry);
    truth.see(entry);
  }

  @Override
  public void decided(Prediction draft) {
    met.add(draft.getCause().name());
    try {
      truth.decided(step, Emission.of(draft));
    } catch (Diverged e) {
      // thrown here, it would pass for a failure of the topology
      falseMissing = e;
    }
  }

  @Override
  public void close() {
    task.close();
  }
}
