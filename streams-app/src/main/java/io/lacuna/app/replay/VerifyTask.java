package io.lacuna.app.replay;

import io.lacuna.app.batch.PayloadCache;
import io.lacuna.app.batch.Prepared;
import io.lacuna.app.batch.ScoringOutcome;
import io.lacuna.app.batch.ScoringOutcome.Broken;
import io.lacuna.app.topology.Children;
import io.lacuna.model.modality.RejectReason;
import io.lacuna.schema.Modality;
import io.lacuna.schema.OutcomeRun;
import io.lacuna.schema.PayloadError;
import io.lacuna.schema.Prediction;
import io.lacuna.schema.Progress;
import io.lacuna.schema.ReadRun;
import io.lacuna.schema.Tick;
import io.lacuna.schema.WindowDecision;
import io.lacuna.schema.state.PendingObservation;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.function.LongConsumer;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Repeats what a live task did: reads in the order that its decisions log has, ticks where it
 * ticked, learns of broken payloads where it learned of them, scores with what scored there. What
 * the live run decided by its clocks is not decided again; what follows must come out equal. Used
 * by one thread.
 */
public final class VerifyTask {
  /** An outcome that the task is told later. */
  private record Held(CompletableFuture<ScoringOutcome> future, ScoringOutcome outcome) {}

  private final Question question;
  private final int partition;
  private final LiveLog log;
  private final ReplayScoring scoring;
  private final SideOutput sides;
  private final Differences differences;
  private final Outcomes outcomes;
  private final Children children;
  private final Numbers numbers = new Numbers();
  private final Map<Long, Held> held = new HashMap<>();
  private final Deque<WindowDecision> decided = new ArrayDeque<>();

  /**
   * @param scoring takes what is to be scored, and predictions
   * @param sides takes late samples and dead letters
   */
  public VerifyTask(
      Question question,
      int partition,
      LiveLog log,
      ReplayScoring scoring,
      SideOutput sides,
      Differences differences) {
    this.question = question;
    this.partition = partition;
    this.log = log;
    this.scoring = scoring;
    this.sides = sides;
    this.differences = differences;
    this.outcomes = new Outcomes(question.model().tasks());
    this.children = Children.of(question.pipeline().name());
  }

  /**
   * Repeats all that the log accounts for.
   *
   * @param cache takes the samples that are read
   * @param records hands out the next record of a modality, to be read at an instant (UTC ms)
   * @param progress takes the number of records read so far
   */
  public void run(
      PayloadCache cache, BiFunction<Modality, Long, FedRecord> records, LongConsumer progress) {
    long start = log.reads().isEmpty() ? 0 : log.reads().get(0).getWallTime().toEpochMilli();
    try (ReplayTask task =
        new ReplayTask(question, partition, this::submit, cache, this::sent, start)) {
      steps(task);
      long read = 0;
      for (ReadRun run : log.reads()) {
        for (int i = 0; i < run.getCount(); i++) {
          FedRecord fed = records.apply(run.getModality(), run.getWallTime().toEpochMilli());
          task.read(fed, fed.arrivalMs());
          steps(task);
          progress.accept(++read);
        }
        log.requirePositions(read, task.positions());
      }
    }
  }

  /** The steps that the live task took where this one stands now. */
  private void steps(ReplayTask task) {
    List<Long> positions = Arrays.stream(task.positions()).boxed().toList();
    while (!log.steps().isEmpty() && log.steps().peek().getPositions().equals(positions)) {
      WindowDecision step = log.steps().remove();
      if (step.getStep() instanceof Tick tick) {
        task.tick(
            tick.getWallTime().toEpochMilli(),
            tick.getIdleSince().stream().mapToLong(Long::longValue).toArray());
      } else if (step.getStep() instanceof PayloadError error) {
        Held told = held.remove(error.getEmission());
        if (told != null) {
          told.future().complete(told.outcome());
          task.collect();
        }
      }
      compare(step);
    }
  }

  /** What the task wrote to its decisions log must be what stands in the recorded one. */
  private void compare(WindowDecision live) {
    WindowDecision replayed = decided.poll();
    if (!live.equals(replayed)) {
      differences.add(
          "decisions of task " + partition + " at positions " + live.getPositions(),
          name(live),
          replayed == null ? "none" : name(replayed));
    }
  }

  private static String name(WindowDecision d) {
    return d.getStep().getClass().getSimpleName() + " at " + d.getPositions();
  }

  private CompletableFuture<ScoringOutcome> submit(PendingObservation observation) {
    long number = numbers.of(observation);
    OutcomeRun live = log.outcome(number);
    if (live == null) {
      // decided, and not scored yet where the recording ends
      return new ToldLater();
    }
    String bound = observation.getAdapter();
    if (bound != null && !bound.equals(live.getAdapterDigest())) {
      differences.add("adapter of emission " + number, live.getAdapterDigest(), bound);
    }
    observation.setAdapter(live.getAdapterDigest());
    ScoringOutcome outcome = outcome(number, observation, live);
    if (outcome.broken().isEmpty()) {
      return CompletableFuture.completedFuture(outcome);
    }
    Held later = new Held(new ToldLater(), outcome);
    held.put(number, later);
    return later.future();
  }

  private ScoringOutcome outcome(long number, PendingObservation observation, OutcomeRun live) {
    List<Broken> broken = log.broken(number);
    if (live.getFailure() != null) {
      RejectReason failure = RejectReason.valueOf(live.getFailure());
      ScoringOutcome failed =
          new ScoringOutcome(broken, live.getAdapterDigest(), null, failure, live.getBatch());
      scoring.known(number, failed);
      return failed;
    }
    Prepared prepared = scoring.prepare(observation);
    if (!Set.copyOf(prepared.broken()).equals(new HashSet<>(broken))) {
      differences.add(
          "broken payloads of emission " + number, reasons(broken), reasons(prepared.broken()));
    }
    scoring.score(number, prepared);
    return outcomes.of(broken, live.getAdapterDigest());
  }

  private static List<String> reasons(List<Broken> broken) {
    return broken.stream().map(b -> b.ref().getModality() + " " + b.reason()).toList();
  }

  private boolean sent(String child, Record<Object, Object> record) {
    if (child.equals(children.scoring())) {
      numbers.decided((PendingObservation) record.value());
      return true;
    }
    if (child.equals(children.predictions())) {
      scoring.made(numbers.next(), (Prediction) record.value());
    } else if (child.equals(children.decisions())) {
      WindowDecision decision = (WindowDecision) record.value();
      if (!(decision.getStep() instanceof Progress)) {
        decided.add(decision);
      }
    } else if (!child.equals(children.latest())) {
      sides.replayed(child.equals(children.late()), record);
    }
    return false;
  }
}
