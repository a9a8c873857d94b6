package io.lacuna.app.topology;

import io.lacuna.app.batch.PayloadCache;
import io.lacuna.app.batch.PredictionWriter;
import io.lacuna.app.batch.Scorer;
import io.lacuna.app.batch.ScoringProcessor;
import io.lacuna.app.batch.WaitBudget;
import io.lacuna.app.config.AppConfig;
import io.lacuna.app.config.PipelineConfig;
import io.lacuna.app.config.Topics;
import io.lacuna.app.metrics.PipelineMetrics;
import io.lacuna.app.trace.PipelineTrace;
import io.lacuna.app.window.WaitingBoard;
import io.lacuna.schema.LateSample;
import io.lacuna.schema.Modality;
import io.lacuna.schema.Prediction;
import io.lacuna.schema.Rejection;
import io.lacuna.schema.WindowDecision;
import io.lacuna.wire.RegistryAvro;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;

/**
 * One natural way from topic to prediction: three inputs → windows → scoring → predictions, with
 * late samples, dead letters and decisions beside it. Live service, replay and tests build the same
 * topology with this class.
 */
public final class PipelineTopology {
  private static final Duration COLLECT_EVERY = Duration.ofMillis(5);

  /** What a pipeline's tasks share. */
  public record Collaborators(
      Scorer scorer,
      PredictionWriter writer,
      PayloadCache payloads,
      PipelineMetrics metrics,
      WaitingBoard waiting,
      PipelineTrace trace) {

    /** Collaborators where nobody looks at what is waited for. */
    public Collaborators(
        Scorer scorer, PredictionWriter writer, PayloadCache payloads, PipelineMetrics metrics) {
      this(scorer, writer, payloads, metrics, new WaitingBoard(), PipelineTrace.OFF);
    }
  }

  private final AppConfig config;
  private final RegistryAvro registry;
  private final ReadToEnd readToEnd;
  private final UnaryOperator<KeyValueBytesStoreSupplier> storage;
  private final WaitBudget waits;

  public PipelineTopology(AppConfig config, RegistryAvro registry, ReadToEnd readToEnd) {
    this(config, registry, readToEnd, UnaryOperator.identity());
  }

  /**
   * @param storage takes where a store is kept in a live service and says where it is kept instead
   */
  public PipelineTopology(
      AppConfig config,
      RegistryAvro registry,
      ReadToEnd readToEnd,
      UnaryOperator<KeyValueBytesStoreSupplier> storage) {
    this.config = config;
    this.registry = registry;
    this.readToEnd = readToEnd;
    this.storage = storage;
    this.waits = WaitBudget.of(config.kafka());
  }

  /** Adds a pipeline as a sub-topology of its own. */
  public void add(Topology topology, PipelineConfig pipeline, Collaborators shared) {
    Topics topics = pipeline.topics();
    Children names = Children.of(pipeline.name());
    TaskStates states = new TaskStates(pipeline.name());
    String[] sources = new String[Modality.values().length];
    for (Modality m : Modality.values()) {
      sources[m.ordinal()] = topics.input(m);
      topology.addSource(
          AutoOffsetReset.earliest(),
          topics.input(m),
          new EventTimeExtractor(config.maxFutureSkew()),
          new ByteArrayDeserializer(),
          new SampleDeserializer(registry, m, config.payload().maxRecord()),
          topics.input(m));
    }
    topology.addProcessor(
        names.windows(),
        () ->
            new WindowProcessor(
                pipeline,
                config.tick(),
                readToEnd,
                shared.payloads(),
                shared.metrics(),
                shared.waiting(),
                shared.trace(),
                states),
        sources);
    topology.addProcessor(
        names.scoring(),
        () ->
            new ScoringProcessor(
                pipeline.name(),
                states,
                shared.scorer(),
                shared.writer(),
                shared.payloads(),
                config.batch().depth(),
                COLLECT_EVERY,
                waits,
                shared.metrics(),
                shared.trace()),
        names.windows());
    addStores(topology, pipeline.name());
    addSinks(topology, topics, names);
  }

  private void addStores(Topology topology, String pipeline) {
    Stores.Names stores = Stores.Names.of(pipeline);
    Children names = Children.of(pipeline);
    topology.addStateStore(Stores.windows(stores, storage), names.windows(), names.scoring());
    topology.addStateStore(Stores.older(stores, storage), names.windows(), names.scoring());
    topology.addStateStore(Stores.ledger(stores, storage), names.windows(), names.scoring());
    topology.addStateStore(Stores.pending(stores, storage), names.scoring());
    topology.addStateStore(Stores.results(stores, storage), names.scoring());
  }

  private void addSinks(Topology topology, Topics topics, Children names) {
    addSink(topology, names.predictions(), topics.predictions(), Prediction.class, names.scoring());
    addSink(topology, names.latest(), topics.latest(), Prediction.class, names.scoring());
    addSink(topology, names.late(), topics.late(), LateSample.class, names.windows());
    addSink(
        topology,
        names.deadLetterPointers(),
        topics.deadLetters(),
        Rejection.class,
        names.scoring());
    addSink(
        topology,
        names.decisions(),
        topics.decisions(),
        WindowDecision.class,
        names.windows(),
        names.scoring());
    topology.addSink(
        names.rawDeadLetters(),
        topics.deadLetters(),
        new ByteArraySerializer(),
        new ByteArraySerializer(),
        names.windows());
  }

  private <T extends SpecificRecord> void addSink(
      Topology topology, String name, String topic, Class<T> type, String... parents) {
    topology.addSink(name, topic, new StringSerializer(), registry.serializer(type), parents);
  }
}
