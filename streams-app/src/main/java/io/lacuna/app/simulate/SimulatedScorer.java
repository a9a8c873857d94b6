package io.lacuna.app.simulate;

import io.lacuna.app.batch.Scorer;
import io.lacuna.app.batch.ScoringOutcome;
import io.lacuna.app.simulate.FeedRecord.Form;
import io.lacuna.app.simulate.Seen.Ref;
import io.lacuna.app.simulate.Seen.Scored;
import io.lacuna.model.modality.PresenceMask;
import io.lacuna.model.modality.RejectReason;
import io.lacuna.model.score.Scores;
import io.lacuna.schema.Prediction;
import io.lacuna.schema.SampleRef;
import io.lacuna.schema.state.PendingObservation;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Scores when the schedule says so, in any order, or when the stream thread will not go on without
 * it. The score is a function of the inputs; the adapter, of what is present.
 */
final class SimulatedScorer implements Scorer {
  private final SimulatedLog log;
  private final Surroundings surroundings;
  private final Consumer<Scored> journal;
  private final List<Job> waiting = new ArrayList<>();

  SimulatedScorer(SimulatedLog log, Surroundings surroundings, Consumer<Scored> journal) {
    this.log = log;
    this.surroundings = surroundings;
    this.journal = journal;
  }

  @Override
  public CompletableFuture<ScoringOutcome> submit(PendingObservation observation) {
    Job job = new Job(observation);
    waiting.add(job);
    return job;
  }

  /** Finishes one of the observations that wait, if there is one. */
  void finish(int which) {
    if (!waiting.isEmpty()) {
      waiting.get(which % waiting.size()).finish();
    }
  }

  void finishAll() {
    List.copyOf(waiting).forEach(Job::finish);
  }

  /** What was submitted is lost with the process. */
  void restart() {
    waiting.clear();
  }

  /** The score of these inputs. */
  static float score(Collection<Ref> inputs) {
    float sum = 0;
    for (Ref ref : inputs) {
      sum += (ref.modality().ordinal() + 1) * 1000 + ref.offset();
    }
    return sum;
  }

  private final class Job extends CompletableFuture<ScoringOutcome> {
    private final PendingObservation observation;

    Job(PendingObservation observation) {
      this.observation = observation;
    }

    void finish() {
      waiting.remove(this);
      complete(surroundings.scored(outcome()));
    }

    /** The stream thread waits: nothing else happens before it has what it waits for. */
    @Override
    public ScoringOutcome get() {
      if (!isDone()) {
        finish();
      }
      return super.join();
    }

    @Override
    public ScoringOutcome get(long timeout, TimeUnit unit) {
      return get();
    }

    /** Called once, when the result is taken. */
    @Override
    public ScoringOutcome join() {
      Prediction draft = observation.getDraft();
      ScoringOutcome outcome = outcome();
      journal.accept(
          new Scored(
              draft.getSubject(),
              draft.getWindowId(),
              draft.getWindowStart().toEpochMilli(),
              draft.getRevision(),
              outcome.broken().stream().map(b -> ref(b.ref())).toList(),
              outcome.scores() == null));
      return super.join();
    }

    private ScoringOutcome outcome() {
      List<ScoringOutcome.Broken> broken = new ArrayList<>();
      List<Ref> sound = new ArrayList<>();
      PresenceMask presence = PresenceMask.NONE;
      boolean failed = false;
      for (SampleRef input : observation.getDraft().getInputs()) {
        Ref ref = ref(input);
        Form form = log.at(ref).record().form();
        failed |= form == Form.GUILTY;
        if (form == Form.BROKEN_PAYLOAD) {
          broken.add(new ScoringOutcome.Broken(input, RejectReason.INVALID_UTF8));
        } else {
          sound.add(ref);
          presence = presence.with(ref.modality());
        }
      }
      String bound = observation.getAdapter();
      return new ScoringOutcome(
          broken,
          bound == null ? presence.toString() : bound,
          failed ? null : new Scores(List.of(new float[] {score(sound)}), null, false),
          failed ? RejectReason.MODEL_FAILED : null);
    }
  }

  static Ref ref(SampleRef ref) {
    return new Ref(ref.getModality(), ref.getOffset());
  }
}
