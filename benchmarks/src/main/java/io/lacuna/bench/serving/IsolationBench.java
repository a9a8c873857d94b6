package io.lacuna.bench.serving;

import io.lacuna.app.batch.BatchScorer;
import io.lacuna.app.batch.CallJournal;
import io.lacuna.app.batch.MicroBatcher;
import io.lacuna.app.batch.Payloads;
import io.lacuna.app.batch.Recovery;
import io.lacuna.app.batch.ReopenableModel;
import io.lacuna.app.batch.ScoringHealth;
import io.lacuna.app.batch.ScoringOutcome;
import io.lacuna.app.config.AppConfig.BatchPolicy;
import io.lacuna.app.config.AppConfig.PayloadLimits;
import io.lacuna.app.metrics.PipelineMetrics;
import io.lacuna.app.route.RoutingTable;
import io.lacuna.bench.WrongResultException;
import io.lacuna.model.modality.RejectReason;
import io.lacuna.model.score.BatchShape;
import io.lacuna.model.score.ScoringModel;
import io.lacuna.schema.Cause;
import io.lacuna.schema.DecisionClocks;
import io.lacuna.schema.Modality;
import io.lacuna.schema.Prediction;
import io.lacuna.schema.Sample;
import io.lacuna.schema.SampleRef;
import io.lacuna.schema.state.PendingObservation;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/** What guilty records and a lost device do to the records beside them. */
final class IsolationBench {
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final int CALLS_BEFORE_LOSS = 2;

  private final Workload workload;
  private final Path temporary;
  private final int batch;
  private int journals;

  /**
   * A guilty record at each position of a batch in turn.
   *
   * @param greatest difference of a mate's scores to the same batch without the guilty record
   * @param forwards of the base for one such batch, mean
   */
  record Positions(double greatest, double forwards) {}

  /** A share of guilty records. */
  record Share(double share, int guilty, double perSecond, double forwardsPerThousand) {}

  /** A device that is lost in the middle. */
  record Loss(int observations, int scored, int opened, double seconds) {}

  IsolationBench(Workload workload, Path temporary, int batch) {
    this.workload = workload;
    this.temporary = temporary;
    this.batch = batch;
  }

  Positions positions(BatchShape shape) throws IOException {
    Set<Integer> guilty = new TreeSet<>();
    double greatest = 0;
    try (ScoringModel model = new FaultyModel(workload.open(shape), () -> false);
        CallJournal journal = journal()) {
      BatchScorer scorer = scorer(model, guilty, journal);
      List<PendingObservation> observations = observations(batch);
      List<ScoringOutcome> clean = scorer.score(observations);
      long before = model.forwards();
      for (int position = 0; position < batch; position++) {
        guilty.add(position);
        List<ScoringOutcome> outcomes = scorer.score(observations);
        guilty.clear();
        for (int i = 0; i < batch; i++) {
          if (i == position) {
            requireFailed(outcomes.get(i));
          } else {
            double apart = Differences.greatest(outcomes.get(i).scores(), clean.get(i).scores());
            greatest = Math.max(greatest, apart);
          }
        }
      }
      return new Positions(greatest, (double) (model.forwards() - before) / batch);
    }
  }

  private static void requireFailed(ScoringOutcome outcome) {
    if (outcome.failure() != RejectReason.MODEL_FAILED) {
      throw new WrongResultException("a guilty record was not refused: " + outcome);
    }
  }

  Share share(double share, int records) throws IOException {
    Random random = new Random(7);
    Set<Integer> guilty = new TreeSet<>();
    for (int i = 0; i < records; i++) {
      if (random.nextDouble() < share) {
        guilty.add(i);
      }
    }
    try (ScoringModel model = new FaultyModel(workload.open(BatchShape.DYNAMIC), () -> false);
        CallJournal journal = journal()) {
      BatchScorer scorer = scorer(model, guilty, journal);
      List<PendingObservation> all = observations(records);
      int failed = 0;
      long start = System.nanoTime();
      for (int from = 0; from < records; from += batch) {
        List<PendingObservation> part = all.subList(from, Math.min(records, from + batch));
        failed += scorer.score(part).stream().filter(o -> o.failure() != null).count();
      }
      double seconds = (System.nanoTime() - start) / 1e9;
      if (failed != guilty.size()) {
        throw new WrongResultException(
            failed + " records failed, " + guilty.size() + " were guilty");
      }
      return new Share(
          share, guilty.size(), records / seconds, 1000.0 * model.forwards() / records);
    }
  }

  Loss loss(int records) throws InterruptedException, IOException {
    AtomicInteger opened = new AtomicInteger();
    AtomicInteger calls = new AtomicInteger();
    ReopenableModel model =
        new ReopenableModel(
            () -> {
              boolean first = opened.incrementAndGet() == 1;
              try {
                return new FaultyModel(
                    workload.open(BatchShape.DYNAMIC),
                    () -> first && calls.incrementAndGet() > CALLS_BEFORE_LOSS);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    long start = System.nanoTime();
    int scored = 0;
    try (model;
        CallJournal journal = journal();
        MicroBatcher batcher =
            new MicroBatcher(
                "patient",
                new BatchPolicy(batch, Duration.ofMillis(2), batch, BatchShape.DYNAMIC),
                scorer(model, Set.of(), journal),
                new Recovery("patient", model, new ScoringHealth()),
                new PipelineMetrics(new SimpleMeterRegistry(), "patient"),
                0)) {
      List<CompletableFuture<ScoringOutcome>> outcomes =
          observations(records).stream().map(batcher::submit).toList();
      for (CompletableFuture<ScoringOutcome> outcome : outcomes) {
        scored += outcome.get(PATIENCE.toSeconds(), TimeUnit.SECONDS).scores() != null ? 1 : 0;
      }
    } catch (ExecutionException | TimeoutException e) {
      throw new WrongResultException("an observation was lost with the device", e);
    }
    if (scored != records) {
      throw new WrongResultException(records - scored + " records were blamed for a lost device");
    }
    return new Loss(records, scored, opened.get(), (System.nanoTime() - start) / 1e9);
  }

  private CallJournal journal() {
    return CallJournal.open(temporary.resolve("calls" + ++journals), batch);
  }

  /** The offset of a reference is the number of its record. */
  private BatchScorer scorer(ScoringModel model, Set<Integer> guilty, CallJournal journal) {
    return new BatchScorer(
        model,
        RoutingTable.of(List.of(), Map.of(), model.defaultAdapter()),
        ref -> {
          int i = Math.toIntExact(ref.getOffset());
          Sample sample = workload.sample("s", ref.getModality(), i, 0);
          if (guilty.contains(i) && ref.getModality() == Modality.TEXT) {
            sample.setPayload(FaultyModel.guilty());
          }
          return sample;
        },
        new Payloads(new PayloadLimits(1 << 24, 0, null, 1 << 24)),
        journal);
  }

  private static List<PendingObservation> observations(int n) {
    Instant at = Instant.EPOCH;
    List<PendingObservation> all = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      List<SampleRef> inputs = new ArrayList<>();
      for (Modality m : Modality.values()) {
        inputs.add(new SampleRef(m, m.name(), 0, (long) i, at, ""));
      }
      Prediction draft =
          Prediction.newBuilder()
              .setSubject("s" + i)
              .setPipeline("patient")
              .setWindowId("w")
              .setWindowStart(at)
              .setWindowEnd(at)
              .setRevision(0)
              .setIsFinal(true)
              .setCause(Cause.COMPLETE)
              .setPresence(7)
              .setPresenceLetters("ITA")
              .setAbsences(List.of())
              .setScores(null)
              .setModelDigest("")
              .setAdapter("")
              .setAdapterDigest("")
              .setInputs(inputs)
              .setDecision(new DecisionClocks(at, at, List.of()))
              .build();
      all.add(new PendingObservation(draft, null, false, 0L));
    }
    return all;
  }
}
