package io.lacuna.app.batch;

import io.lacuna.app.batch.CallJournal.Stage;
import io.lacuna.app.batch.ScoringOutcome.Broken;
import io.lacuna.model.features.Features;
import io.lacuna.model.features.PayloadJoin;
import io.lacuna.model.modality.Payload;
import io.lacuna.model.modality.PayloadException;
import io.lacuna.model.score.ScoringModel;
import io.lacuna.schema.Modality;
import io.lacuna.schema.SampleRef;
import io.lacuna.schema.state.PendingObservation;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes features of the payloads of observations, one observation at a time, whichever thread asks.
 * A payload that cannot be used makes its modality absent.
 */
final class Preparation {
  private static final Logger LOG = LoggerFactory.getLogger(Preparation.class);

  private final ScoringModel model;
  private final SampleSource samples;
  private final Payloads payloads;
  private final CallJournal journal;

  /** Fair: who scores must not wait for more than the observation that is being prepared. */
  private final Lock turn = new ReentrantLock(true);

  Preparation(ScoringModel model, SampleSource samples, Payloads payloads, CallJournal journal) {
    this.model = model;
    this.samples = samples;
    this.payloads = payloads;
    this.journal = journal;
  }

  /**
   * Prepares an observation before its batch is scored. Decides nothing: whatever fails here is
   * left for {@link #finish}, where it can be waited for and blamed. A suspect is left, too: its
   * calls are made alone.
   */
  Prepared ahead(PendingObservation observation) {
    if (journal.crashes(observation) > 0) {
      return Prepared.notYet(observation);
    }
    try {
      Prepared prepared = prepare(observation);
      return prepared.failure() == null ? prepared : Prepared.notYet(observation);
    } catch (RuntimeException | Error e) {
      LOG.debug("an observation could not be prepared ahead", e);
      return Prepared.notYet(observation);
    }
  }

  /**
   * Prepares what is not prepared yet.
   *
   * @throws KafkaException if the log cannot be read now
   */
  Prepared finish(Prepared begun) {
    if (begun.isDone()) {
      return begun;
    }
    Prepared prepared = prepare(begun.observation());
    if (prepared.failure() != null) {
      LOG.warn("extraction failed", prepared.failure());
    }
    return prepared;
  }

  /** Does work while no other thread prepares anything. */
  <T> T alone(Supplier<T> work) {
    turn.lock();
    try {
      return work.get();
    } finally {
      turn.unlock();
    }
  }

  private Prepared prepare(PendingObservation observation) {
    turn.lock();
    try {
      // decoders and tokenizer run native code, too
      journal.begin(Stage.PREPARING, List.of(observation));
      return extract(observation);
    } finally {
      journal.end(Stage.PREPARING);
      turn.unlock();
    }
  }

  private Prepared extract(PendingObservation observation) {
    Map<Modality, Features> features = new EnumMap<>(Modality.class);
    Map<Modality, Payload> joined = new EnumMap<>(Modality.class);
    List<Broken> broken = new ArrayList<>();
    Throwable failure = null;
    for (SampleRef ref : observation.getDraft().getInputs()) {
      try {
        add(ref, joined, features);
      } catch (KafkaException e) {
        throw e;
      } catch (RuntimeException | OutOfMemoryError e) {
        // guilty alone: thrown on, it would come back with its batch for ever
        failure = new IllegalStateException(at(ref) + ": " + e, e);
      } catch (PayloadException e) {
        LOG.info("{} at {}: {}", ref.getModality(), at(ref), e.reason());
        broken.add(new Broken(ref, e.reason()));
      }
    }
    return new Prepared(observation, features, broken, failure);
  }

  private static String at(SampleRef ref) {
    return ref.getTopic() + "-" + ref.getPartition() + " offset " + ref.getOffset();
  }

  /** Several samples of a modality are scored together; each must be usable alone. */
  private void add(SampleRef ref, Map<Modality, Payload> joined, Map<Modality, Features> features)
      throws PayloadException {
    Modality m = ref.getModality();
    Payload payload = payloads.of(samples.fetch(ref));
    Features own = model.extract(m, payload);
    Payload before = joined.get(m);
    if (before != null) {
      payload = PayloadJoin.append(m, before, payload);
      own = model.extract(m, payload);
    }
    joined.put(m, payload);
    features.put(m, own);
  }
}
