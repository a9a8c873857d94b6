package io.lacuna.app.batch;

import io.lacuna.schema.Prediction;
import io.lacuna.schema.SampleRef;
import io.lacuna.schema.state.PendingObservation;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The observations of a task between decision and result, in the order of the decisions. One that
 * needs what an earlier one will tell is not submitted before that; nothing stands still for it.
 * Used by the stream thread alone.
 */
final class InFlight {
  /** An observation on its way. */
  static final class Entry {
    private final long sequence;
    private final PendingObservation pending;
    private CompletableFuture<ScoringOutcome> outcome;

    private Entry(long sequence, PendingObservation pending) {
      this.sequence = sequence;
      this.pending = pending;
    }

    long sequence() {
      return sequence;
    }

    PendingObservation pending() {
      return pending;
    }

    /** What scoring came to; null for a repetition. */
    ScoringOutcome outcome() {
      return outcome.join();
    }

    private boolean isDone() {
      return outcome != null && outcome.isDone();
    }
  }

  private final Scorer scorer;
  private final KeyValueStore<Long, PendingObservation> store;
  private final Function<Prediction, String> lastAdapter;
  private final WaitBudget budget;
  private final Deque<Entry> queue = new ArrayDeque<>();

  /** Broken payloads that decisions under way may not know of yet. */
  private final Map<SampleRef, ScoringOutcome.Broken> told = new HashMap<>();

  /**
   * @param store where observations stand until they have a result
   * @param lastAdapter digest of the adapter of the result before a draft, or null
   */
  InFlight(
      Scorer scorer,
      KeyValueStore<Long, PendingObservation> store,
      Function<Prediction, String> lastAdapter,
      WaitBudget budget) {
    this.scorer = scorer;
    this.store = store;
    this.lastAdapter = lastAdapter;
    this.budget = budget;
  }

  int size() {
    return queue.size();
  }

  /** Takes a decided observation, and stores it. */
  void add(long sequence, PendingObservation observation) {
    Entry entry = new Entry(sequence, observation);
    forgetBroken(observation);
    boolean ready = isReady(entry);
    if (ready) {
      bindAdapter(observation);
    }
    store.put(sequence, observation);
    queue.add(entry);
    if (ready) {
      submit(entry);
    }
  }

  /** Takes an observation that stood in the store when the task started. */
  void restore(long sequence, PendingObservation observation) {
    Entry entry = new Entry(sequence, observation);
    boolean ready = isReady(entry);
    queue.add(entry);
    if (ready) {
      submit(entry);
    }
  }

  /** Takes the first out if it has its outcome; null if it has not. */
  Entry pollDone() {
    return !queue.isEmpty() && queue.peek().isDone() ? queue.remove() : null;
  }

  /** Submits what waited for the observation that was taken out last. */
  void submitReady() {
    for (Entry entry : queue) {
      if (entry.outcome != null) {
        continue;
      }
      // now: what was told is forgotten before the last of those that it waits for is done
      boolean changed = forgetBroken(entry.pending);
      boolean ready = isReady(entry);
      if (ready) {
        bindAdapter(entry.pending);
      }
      if (ready || changed) {
        store.put(entry.sequence, entry.pending);
      }
      if (ready) {
        submit(entry);
      }
    }
  }

  /** A payload turned out broken; observations that are still to be submitted do not have it. */
  void tell(ScoringOutcome.Broken broken) {
    told.put(broken.ref(), broken);
  }

  /** Between two decisions: all that were made before something was told have come here. */
  void betweenDecisions() {
    told.clear();
    budget.refill();
  }

  /** Waits for the first one's outcome; false when the thread must not wait any longer. */
  boolean awaitHead() {
    long left = budget.leftNanos();
    if (left <= 0) {
      return false;
    }
    long start = System.nanoTime();
    try {
      queue.element().outcome.get(left, TimeUnit.NANOSECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    } catch (ExecutionException e) {
      throw new StreamsException("scoring failed as a whole; it is tried again", e.getCause());
    } finally {
      budget.spend(System.nanoTime() - start);
    }
  }

  /**
   * A correction, or a session that another became part of, may hold a sample that is being scored
   * already: if its payload breaks there, it is told there, and is no input here. And a correction
   * uses the adapter of the result before it, which may still be on its way.
   */
  private boolean isReady(Entry entry) {
    if (entry.pending.getRepeat()) {
      return true;
    }
    Prediction draft = entry.pending.getDraft();
    for (Iterator<Entry> earlier = queue.iterator(); earlier.hasNext(); ) {
      Entry other = earlier.next();
      if (other == entry) {
        break;
      }
      Prediction before = other.pending.getDraft();
      boolean sameSubject = before.getSubject().equals(draft.getSubject());
      boolean sameWindow = before.getWindowId().equals(draft.getWindowId());
      if (sameSubject && (sharesInputs(before, draft) || sameWindow && draft.getRevision() > 0)) {
        return false;
      }
    }
    return true;
  }

  private static boolean sharesInputs(Prediction a, Prediction b) {
    return !Collections.disjoint(a.getInputs(), b.getInputs());
  }

  /** True if the observation had an input that is known to be broken. */
  private boolean forgetBroken(PendingObservation observation) {
    if (observation.getRepeat()) {
      return false;
    }
    Prediction draft = observation.getDraft();
    List<ScoringOutcome.Broken> broken =
        draft.getInputs().stream().filter(told::containsKey).map(told::get).toList();
    observation.setDraft(PredictionWriter.without(draft, broken));
    return !broken.isEmpty();
  }

  private void bindAdapter(PendingObservation observation) {
    if (!observation.getRepeat() && observation.getDraft().getRevision() > 0) {
      String adapter = lastAdapter.apply(observation.getDraft());
      if (adapter != null) {
        observation.setAdapter(adapter);
      }
    }
  }

  private void submit(Entry entry) {
    entry.outcome =
        entry.pending.getRepeat()
            ? CompletableFuture.completedFuture(null)
            : scorer.submit(entry.pending);
  }
}
