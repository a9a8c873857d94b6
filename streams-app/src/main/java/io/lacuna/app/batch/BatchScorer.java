package io.lacuna.app.batch;

import io.lacuna.app.batch.ScoringOutcome.Broken;
import io.lacuna.app.route.AdapterRouter;
import io.lacuna.model.features.Features;
import io.lacuna.model.features.PayloadJoin;
import io.lacuna.model.modality.Payload;
import io.lacuna.model.modality.PayloadException;
import io.lacuna.model.modality.PresenceMask;
import io.lacuna.model.modality.RejectReason;
import io.lacuna.model.score.Scores;
import io.lacuna.model.score.ScoringModel;
import io.lacuna.model.score.ScoringRequest;
import io.lacuna.schema.Modality;
import io.lacuna.schema.Prediction;
import io.lacuna.schema.SampleRef;
import io.lacuna.schema.state.PendingObservation;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Scores one micro-batch: payloads, features, route, one pass of the model. A payload that cannot
 * be used makes its modality absent; a batch that fails is halved until the guilty observation is
 * alone. It is guilty only if the model still answers its probe; otherwise the failure is nobody's
 * and the whole batch is left for later. Used by one thread at a time.
 */
public final class BatchScorer {
  private static final Logger LOG = LoggerFactory.getLogger(BatchScorer.class);

  /** Crashes after which an observation is not tried again: one among others, one alone. */
  private static final int MOST_CRASHES = 2;

  private record Prepared(
      PendingObservation observation,
      ScoringRequest request,
      List<Broken> broken,
      Throwable failure) {}

  private final ScoringModel model;
  private final AdapterRouter routes;
  private final SampleSource samples;
  private final Payloads payloads;
  private final CallJournal journal;
  private final ScoringObserver observer;
  private final Probe probe;

  /** A scorer that nobody watches. */
  public BatchScorer(
      ScoringModel model,
      AdapterRouter routes,
      SampleSource samples,
      Payloads payloads,
      CallJournal journal) {
    this(model, routes, samples, payloads, journal, ScoringObserver.NONE);
  }

  /**
   * @param journal remembers what was in the model's hands when the process ended
   * @param observer sees what was scored
   */
  public BatchScorer(
      ScoringModel model,
      AdapterRouter routes,
      SampleSource samples,
      Payloads payloads,
      CallJournal journal,
      ScoringObserver observer) {
    this.model = model;
    this.probe = new Probe(model);
    this.journal = journal;
    this.routes = routes;
    this.samples = samples;
    this.payloads = payloads;
    this.observer = observer;
  }

  /**
   * One outcome per observation, in order.
   *
   * @throws io.lacuna.app.route.NotYetRoutableException if the adapter of one is not known or not
   *     loaded yet; nothing was scored then
   * @throws SystemicFailureException if the model fails on its probe too; nothing was decided then
   */
  public List<ScoringOutcome> score(List<PendingObservation> batch) {
    return routes.whileLoaded(() -> scoreLoaded(batch));
  }

  private List<ScoringOutcome> scoreLoaded(List<PendingObservation> batch) {
    for (PendingObservation o : batch) {
      routes.expect(windowStart(o), o.getAdapter());
    }
    for (PendingObservation o : batch) {
      routes.check(windowStart(o), o.getAdapter());
    }
    Map<PendingObservation, ScoringOutcome> outcomes = new IdentityHashMap<>();
    Map<PendingObservation, ScoringRequest> requests = new IdentityHashMap<>();
    List<PendingObservation> together = new ArrayList<>();
    for (PendingObservation observation : batch) {
      int crashes = journal.crashes(observation);
      if (crashes >= MOST_CRASHES) {
        outcomes.put(observation, crashed(observation));
      } else if (crashes > 0) {
        outcomes.put(observation, scoreTogether(List.of(observation), requests).get(0));
        journal.acquit(observation);
      } else {
        together.add(observation);
      }
    }
    Iterator<ScoringOutcome> scored = scoreTogether(together, requests).iterator();
    together.forEach(observation -> outcomes.put(observation, scored.next()));
    requests.forEach((o, request) -> observer.scored(o, request, outcomes.get(o)));
    return batch.stream().map(outcomes::get).toList();
  }

  private ScoringOutcome crashed(PendingObservation observation) {
    LOG.error(
        "an observation of {} input(s) took the process down {} times and is not scored any more",
        observation.getDraft().getInputs().size(),
        MOST_CRASHES);
    PresenceMask presence = new PresenceMask(observation.getDraft().getPresence());
    return new ScoringOutcome(
        List.of(), adapter(observation, presence), null, RejectReason.MODEL_CRASHED);
  }

  /**
   * @param requests takes what the model was asked
   */
  private List<ScoringOutcome> scoreTogether(
      List<PendingObservation> batch, Map<PendingObservation, ScoringRequest> requests) {
    // decoders and tokenizer run native code, too
    journal.begin(batch);
    try {
      List<Prepared> prepared = batch.stream().map(this::prepare).toList();
      prepared.forEach(p -> requests.put(p.observation(), p.request()));
      List<Prepared> sound = prepared.stream().filter(p -> p.failure() == null).toList();
      Iterator<ScoringOutcome> scored =
          sound.isEmpty() ? Collections.emptyIterator() : predict(sound).iterator();
      return prepared.stream()
          .map(p -> p.failure() == null ? scored.next() : failed(p, p.failure()))
          .toList();
    } finally {
      journal.end();
    }
  }

  private Prepared prepare(PendingObservation observation) {
    Prediction draft = observation.getDraft();
    Map<Modality, Features> features = new EnumMap<>(Modality.class);
    Map<Modality, Payload> joined = new EnumMap<>(Modality.class);
    List<Broken> broken = new ArrayList<>();
    Throwable failure = null;
    for (SampleRef ref : draft.getInputs()) {
      try {
        add(ref, joined, features);
      } catch (KafkaException e) {
        throw e;
      } catch (RuntimeException | OutOfMemoryError e) {
        // guilty alone: thrown on, it would come back with its batch for ever
        LOG.warn("extraction failed at {} offset {}", ref.getTopic(), ref.getOffset(), e);
        failure = e;
      } catch (PayloadException e) {
        LOG.info(
            "{} at {}-{} offset {}: {}",
            ref.getModality(),
            ref.getTopic(),
            ref.getPartition(),
            ref.getOffset(),
            e.reason());
        broken.add(new Broken(ref, e.reason()));
      }
    }
    String adapter = adapter(observation, PresenceMask.of(features.keySet()));
    return new Prepared(observation, new ScoringRequest(features, adapter), broken, failure);
  }

  private String adapter(PendingObservation observation, PresenceMask presence) {
    String bound = observation.getAdapter();
    return bound != null
        ? bound
        : routes.adapterFor(observation.getDraft().getSite(), presence, windowStart(observation));
  }

  private static long windowStart(PendingObservation observation) {
    return observation.getDraft().getWindowStart().toEpochMilli();
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

  private List<ScoringOutcome> predict(List<Prepared> batch) {
    journal.begin(batch.stream().map(Prepared::observation).toList());
    try {
      List<Scores> scores = model.score(batch.stream().map(Prepared::request).toList());
      List<ScoringOutcome> outcomes = new ArrayList<>(batch.size());
      for (int i = 0; i < batch.size(); i++) {
        outcomes.add(outcome(batch.get(i), scores.get(i)));
      }
      return outcomes;
    } catch (SystemicFailureException e) {
      throw e;
    } catch (RuntimeException | OutOfMemoryError e) {
      return halve(batch, e);
    }
  }

  private List<ScoringOutcome> halve(List<Prepared> batch, Throwable cause) {
    if (batch.size() == 1) {
      return List.of(failed(batch.get(0), cause));
    }
    int half = batch.size() / 2;
    List<ScoringOutcome> outcomes = new ArrayList<>(predict(batch.subList(0, half)));
    outcomes.addAll(predict(batch.subList(half, batch.size())));
    return outcomes;
  }

  private ScoringOutcome outcome(Prepared p, Scores scores) {
    if (!Probe.isFinite(scores)) {
      refuseToBlame(p, null);
      return new ScoringOutcome(
          p.broken(), p.request().adapter(), null, RejectReason.MODEL_OUTPUT_NOT_FINITE);
    }
    return new ScoringOutcome(p.broken(), p.request().adapter(), scores, null);
  }

  private ScoringOutcome failed(Prepared p, Throwable cause) {
    refuseToBlame(p, cause);
    LOG.warn("the model failed on one observation: {}", cause.toString());
    return new ScoringOutcome(p.broken(), p.request().adapter(), null, RejectReason.MODEL_FAILED);
  }

  /** Blames nobody for what the model cannot do at all. */
  private void refuseToBlame(Prepared p, Throwable cause) {
    probe
        .fault(p.request().adapter())
        .ifPresent(
            fault -> {
              throw new SystemicFailureException(p.request().adapter(), fault, cause);
            });
  }
}
