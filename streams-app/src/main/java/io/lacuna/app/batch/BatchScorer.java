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
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Scores one micro-batch: payloads, features, route, one pass of the model. A payload that cannot
 * be used makes its modality absent; a batch that fails is halved until the guilty observation is
 * alone. Used by one thread at a time.
 */
public final class BatchScorer {
  private static final Logger LOG = LoggerFactory.getLogger(BatchScorer.class);

  private record Prepared(ScoringRequest request, List<Broken> broken, boolean failed) {}

  private final ScoringModel model;
  private final AdapterRouter routes;
  private final SampleSource samples;
  private final Payloads payloads;
  private final ScoringObserver observer;

  /** A scorer that nobody watches. */
  public BatchScorer(
      ScoringModel model, AdapterRouter routes, SampleSource samples, Payloads payloads) {
    this(model, routes, samples, payloads, ScoringObserver.NONE);
  }

  public BatchScorer(
      ScoringModel model,
      AdapterRouter routes,
      SampleSource samples,
      Payloads payloads,
      ScoringObserver observer) {
    this.model = model;
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
   */
  public List<ScoringOutcome> score(List<PendingObservation> batch) {
    return routes.whileLoaded(() -> scoreLoaded(batch));
  }

  private List<ScoringOutcome> scoreLoaded(List<PendingObservation> batch) {
    for (PendingObservation o : batch) {
      routes.expect(o.getDraft().getWindowStart().toEpochMilli(), o.getAdapter());
    }
    for (PendingObservation o : batch) {
      routes.check(o.getDraft().getWindowStart().toEpochMilli(), o.getAdapter());
    }
    List<Prepared> prepared = new ArrayList<>(batch.size());
    for (PendingObservation observation : batch) {
      prepared.add(prepare(observation));
    }
    List<Prepared> sound = prepared.stream().filter(p -> !p.failed()).toList();
    Iterator<ScoringOutcome> scored =
        sound.isEmpty() ? Collections.emptyIterator() : predict(sound).iterator();
    List<ScoringOutcome> outcomes =
        prepared.stream()
            .map(p -> p.failed() ? failed(p, RejectReason.MODEL_FAILED) : scored.next())
            .toList();
    for (int i = 0; i < batch.size(); i++) {
      observer.scored(batch.get(i), prepared.get(i).request(), outcomes.get(i));
    }
    return outcomes;
  }

  private Prepared prepare(PendingObservation observation) {
    Prediction draft = observation.getDraft();
    Map<Modality, Features> features = new EnumMap<>(Modality.class);
    Map<Modality, Payload> joined = new EnumMap<>(Modality.class);
    List<Broken> broken = new ArrayList<>();
    boolean failed = false;
    for (SampleRef ref : draft.getInputs()) {
      try {
        add(ref, joined, features);
      } catch (KafkaException e) {
        throw e;
      } catch (RuntimeException e) {
        // guilty alone: thrown on, it would come back with its batch for ever
        LOG.warn("extraction failed at {} offset {}", ref.getTopic(), ref.getOffset(), e);
        failed = true;
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
    String adapter = observation.getAdapter();
    if (adapter == null) {
      adapter =
          routes.adapterFor(
              draft.getSite(),
              PresenceMask.of(features.keySet()),
              draft.getWindowStart().toEpochMilli());
    }
    return new Prepared(new ScoringRequest(features, adapter), broken, failed);
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
    try {
      List<Scores> scores = model.score(batch.stream().map(Prepared::request).toList());
      List<ScoringOutcome> outcomes = new ArrayList<>(batch.size());
      for (int i = 0; i < batch.size(); i++) {
        outcomes.add(outcome(batch.get(i), scores.get(i)));
      }
      return outcomes;
    } catch (RuntimeException e) {
      return halve(batch, e);
    }
  }

  private List<ScoringOutcome> halve(List<Prepared> batch, RuntimeException cause) {
    if (batch.size() == 1) {
      LOG.warn("the model failed on one observation: {}", cause.toString());
      return List.of(failed(batch.get(0), RejectReason.MODEL_FAILED));
    }
    int half = batch.size() / 2;
    List<ScoringOutcome> outcomes = new ArrayList<>(predict(batch.subList(0, half)));
    outcomes.addAll(predict(batch.subList(half, batch.size())));
    return outcomes;
  }

  private static ScoringOutcome outcome(Prepared p, Scores scores) {
    for (float[] values : scores.values()) {
      for (float v : values) {
        if (!Float.isFinite(v)) {
          return failed(p, RejectReason.MODEL_OUTPUT_NOT_FINITE);
        }
      }
    }
    return new ScoringOutcome(p.broken(), p.request().adapter(), scores, null);
  }

  private static ScoringOutcome failed(Prepared p, RejectReason reason) {
    return new ScoringOutcome(p.broken(), p.request().adapter(), null, reason);
  }
}
