package io.lacuna.bench.variant;

import io.lacuna.app.ClientSettings;
import io.lacuna.app.batch.PayloadCache;
import io.lacuna.app.batch.PredictionWriter;
import io.lacuna.app.batch.ScoringOutcome;
import io.lacuna.app.config.AppConfig;
import io.lacuna.app.config.PipelineConfig;
import io.lacuna.app.metrics.PipelineMetrics;
import io.lacuna.app.topology.EndOffsetWatcher;
import io.lacuna.app.topology.PipelineTopology;
import io.lacuna.schema.Prediction;
import io.lacuna.schema.state.PendingObservation;
import io.lacuna.wire.RegistryAvro;
import io.lacuna.wire.WireException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.streams.Topology;

/**
 * The product's own topology, window stage, stores and sinks included. Only the model is left out:
 * every observation is scored with a constant, at once on the stream thread or some time later.
 */
public final class LacunaJoin implements Variant {
  private static final int COMPLETE = 7;

  private final RegistryAvro registry;
  private final Consumer<PendingObservation> decided;
  private final Duration scoring;

  /**
   * @param decided sees each observation as the window stage forwards it, on the stream thread
   */
  public LacunaJoin(RegistryAvro registry, Consumer<PendingObservation> decided) {
    this(registry, decided, Duration.ZERO);
  }

  /**
   * @param scoring time from a decision to its scores; zero for at once
   */
  public LacunaJoin(RegistryAvro registry, Consumer<PendingObservation> decided, Duration scoring) {
    this.registry = registry;
    this.decided = decided;
    this.scoring = scoring;
  }

  @Override
  public String name() {
    return "Lacuna";
  }

  @Override
  public String results(AppConfig config) {
    return config.pipelines().get(0).topics().predictions();
  }

  @Override
  public boolean isComplete(byte[] value) {
    try {
      return registry.decode(value, Prediction.class).getPresence() == COMPLETE;
    } catch (WireException e) {
      throw new IllegalStateException("the topology wrote what is no prediction", e);
    }
  }

  @Override
  public StreamsJob start(AppConfig config) {
    PipelineConfig pipeline = config.pipelines().get(0);
    EndOffsetWatcher watcher =
        new EndOffsetWatcher(
            config.pipelines(),
            ClientSettings.connection(config),
            config.tick(),
            System::currentTimeMillis);
    PipelineTopology.Collaborators collaborators =
        new PipelineTopology.Collaborators(
            observation -> {
              decided.accept(observation);
              return scored();
            },
            new PredictionWriter(new ConstantModel()),
            new PayloadCache(config.payload().cache()),
            new PipelineMetrics(new SimpleMeterRegistry(), pipeline.name()));
    Topology topology = new Topology();
    new PipelineTopology(config, registry, watcher).add(topology, pipeline, collaborators);
    return new StreamsJob(topology, config, watcher);
  }

  private CompletableFuture<ScoringOutcome> scored() {
    if (scoring.isZero()) {
      return CompletableFuture.completedFuture(ConstantModel.OUTCOME);
    }
    return new CompletableFuture<ScoringOutcome>()
        .completeOnTimeout(ConstantModel.OUTCOME, scoring.toMillis(), TimeUnit.MILLISECONDS);
  }
}
