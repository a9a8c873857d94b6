package io.lacuna.app.batch;

import io.lacuna.app.batch.CallJournal.Stage;
import io.lacuna.app.route.AdapterRouter;
import io.lacuna.model.modality.PresenceMask;
import io.lacuna.model.modality.RejectReason;
import io.lacuna.model.score.Scores;
import io.lacuna.model.score.ScoringModel;
import io.lacuna.model.score.ScoringRequest;
import io.lacuna.schema.state.PendingObservation;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Scores one micro-batch: features, route, one pass of the model. A batch that fails is halved
 * until the guilty observation is alone. It is guilty only if the model still answers its probe;
 * otherwise the failure is nobody's and the whole batch is left for later. One thread scores;
 * another may prepare ahead.
 */
public final class BatchScorer {
  private static final Logger LOG = LoggerFactory.getLogger(BatchScorer.class);

  /** Crashes after which an observation is not tried again: one among others, one alone. */
  private static final int MOST_CRASHES = 2;

  /** A prepared observation and what the model is asked about it. */
  private record Asked(Prepared prepared, ScoringRequest request) {
    PendingObservation observation() {
      return prepared.observation();
    }
  }

  private final ScoringModel model;
  private final AdapterRouter routes;
  private final Preparation preparation;
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
    this.preparation = new Preparation(model, samples, payloads, journal);
    this.observer = observer;
  }

  /**
   * One outcome per observation, in order.
   *
   * @throws io.lacuna.app.route.NotYetRoutableException if the adapter of one is not known or not
   *     loaded yet; nothing was scored then
   * @throws org.apache.kafka.common.KafkaException if the input log cannot be read now
   * @throws SystemicFailureException if the model fails on its probe too; nothing was decided then
   */
  public List<ScoringOutcome> score(List<PendingObservation> batch) {
    return scorePrepared(batch.stream().map(Prepared::notYet).toList());
  }

  /** Prepares an observation while another batch is scored; never fails. */
  public Prepared prepareAhead(PendingObservation observation) {
    return preparation.ahead(observation);
  }

  /** {@link #score} of what was prepared ahead, as far as it was. */
  public List<ScoringOutcome> scorePrepared(List<Prepared> batch) {
    return routes.whileLoaded(() -> scoreLoaded(batch));
  }

  private List<ScoringOutcome> scoreLoaded(List<Prepared> batch) {
    for (Prepared p : batch) {
      routes.expect(windowStart(p.observation()), p.observation().getAdapter());
    }
    for (Prepared p : batch) {
      routes.check(windowStart(p.observation()), p.observation().getAdapter());
    }
    Map<PendingObservation, ScoringOutcome> outcomes = new IdentityHashMap<>();
    Map<PendingObservation, ScoringRequest> requests = new IdentityHashMap<>();
    List<Prepared> together = new ArrayList<>();
    for (Prepared p : batch) {
      PendingObservation observation = p.observation();
      int crashes = journal.crashes(observation);
      if (crashes >= MOST_CRASHES) {
        outcomes.put(observation, crashed(observation));
      } else if (crashes > 0) {
        outcomes.put(
            observation, preparation.alone(() -> scoreTogether(List.of(p), requests)).get(0));
        journal.acquit(observation);
      } else {
        together.add(p);
      }
    }
    Iterator<ScoringOutcome> scored = scoreTogether(together, requests).iterator();
    together.forEach(p -> outcomes.put(p.observation(), scored.next()));
    requests.forEach((o, request) -> observer.scored(o, request, outcomes.get(o)));
    return batch.stream().map(p -> outcomes.get(p.observation())).toList();
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
      List<Prepared> batch, Map<PendingObservation, ScoringRequest> requests) {
    List<Asked> asked = batch.stream().map(preparation::finish).map(this::ask).toList();
    asked.forEach(a -> requests.put(a.observation(), a.request()));
    List<Asked> sound = asked.stream().filter(a -> a.prepared().failure() == null).toList();
    try {
      Iterator<ScoringOutcome> scored =
          sound.isEmpty() ? Collections.emptyIterator() : predict(sound).iterator();
      return asked.stream()
          .map(
              a ->
                  a.prepared().failure() == null
                      ? scored.next()
                      : failed(a, a.prepared().failure()))
          .toList();
    } finally {
      journal.end(Stage.PREDICTING);
    }
  }

  private Asked ask(Prepared p) {
    String adapter = adapter(p.observation(), p.presence());
    return new Asked(p, new ScoringRequest(p.features(), adapter));
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

  private List<ScoringOutcome> predict(List<Asked> batch) {
    journal.begin(Stage.PREDICTING, batch.stream().map(Asked::observation).toList());
    try {
      List<Scores> scores = model.score(batch.stream().map(Asked::request).toList());
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

  private List<ScoringOutcome> halve(List<Asked> batch, Throwable cause) {
    if (batch.size() == 1) {
      return List.of(failed(batch.get(0), cause));
    }
    int half = batch.size() / 2;
    List<ScoringOutcome> outcomes = new ArrayList<>(predict(batch.subList(0, half)));
    outcomes.addAll(predict(batch.subList(half, batch.size())));
    return outcomes;
  }

  private ScoringOutcome outcome(Asked a, Scores scores) {
    if (!Probe.isFinite(scores)) {
      refuseToBlame(a, null);
      return new ScoringOutcome(
          a.prepared().broken(), a.request().adapter(), null, RejectReason.MODEL_OUTPUT_NOT_FINITE);
    }
    return new ScoringOutcome(a.prepared().broken(), a.request().adapter(), scores, null);
  }

  private ScoringOutcome failed(Asked a, Throwable cause) {
    refuseToBlame(a, cause);
    LOG.warn("the model failed on one observation: {}", cause.toString());
    return new ScoringOutcome(
        a.prepared().broken(), a.request().adapter(), null, RejectReason.MODEL_FAILED);
  }

  /** Blames nobody for what the model cannot do at all. */
  private void refuseToBlame(Asked a, Throwable cause) {
    probe
        .fault(a.request().adapter())
        .ifPresent(
            fault -> {
              throw new SystemicFailureException(a.request().adapter(), fault, cause);
            });
  }
}
