package io.lacuna.app;

import io.lacuna.app.adapters.AdapterServing;
import io.lacuna.app.adapters.ShadowLane;
import io.lacuna.app.batch.BatchScorer;
import io.lacuna.app.batch.CallJournal;
import io.lacuna.app.batch.LogSampleSource;
import io.lacuna.app.batch.MicroBatcher;
import io.lacuna.app.batch.PayloadCache;
import io.lacuna.app.batch.Payloads;
import io.lacuna.app.batch.PredictionWriter;
import io.lacuna.app.batch.Probe;
import io.lacuna.app.batch.Recovery;
import io.lacuna.app.batch.ReopenableModel;
import io.lacuna.app.batch.ScoringHealth;
import io.lacuna.app.batch.ScoringObserver;
import io.lacuna.app.config.AppConfig;
import io.lacuna.app.config.PipelineConfig;
import io.lacuna.app.metrics.LedgerMeters;
import io.lacuna.app.metrics.PipelineMetrics;
import io.lacuna.app.metrics.ScoringMeters;
import io.lacuna.app.privacy.PayloadOpener;
import io.lacuna.app.privacy.Privacy;
import io.lacuna.app.route.AdapterRouter;
import io.lacuna.app.topology.EndOffsetWatcher;
import io.lacuna.app.topology.PipelineTopology;
import io.lacuna.app.trace.PipelineTrace;
import io.lacuna.app.trace.Tracing;
import io.lacuna.app.web.HealthSource;
import io.lacuna.app.window.WaitingBoard;
import io.lacuna.model.score.ScoringModel;
import io.lacuna.wire.RegistryAvro;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KafkaStreams.State;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyDescription;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The running application: the composition root. Builds every pipeline's collaborators, the
 * topology and the Streams client, and closes them in the opposite order.
 */
public final class LacunaApp implements AutoCloseable {
  /** Longest wait for the last commit; whoever stops the process must give it more. */
  public static final Duration CLOSE_TIME = Duration.ofSeconds(30);

  private static final Logger LOG = LoggerFactory.getLogger(LacunaApp.class);

  private final AppConfig config;
  private final RegistryAvro registry;
  private final KafkaStreams streams;
  private final Map<String, PipelineMetrics> metrics = new LinkedHashMap<>();
  private final Map<String, WaitingBoard> waiting = new LinkedHashMap<>();
  private final List<AutoCloseable> resources = new ArrayList<>();
  private final List<Probe> probes = new ArrayList<>();
  private final AppHealth health = new AppHealth();
  private final AdapterServing adapters;
  private final Optional<Intake> intake;
  private final PayloadOpener opener;
  private final Tracing tracing;

  /**
   * @param models opens the model of a pipeline
   * @param meters where the meters go
   */
  public LacunaApp(
      AppConfig config,
      Function<PipelineConfig, ScoringModel> models,
      RegistryAvro registry,
      MeterRegistry meters) {
    this.config = config;
    this.registry = registry;
    this.adapters =
        new AdapterServing(
            config, registry, ClientSettings.connection(config), System::currentTimeMillis);
    this.tracing = Tracing.of(config.trace(), config.applicationId(), meters);
    resources.add(tracing);
    try {
      Optional<Privacy> privacy = privacy();
      opener = privacy.map(Privacy::opener).orElse(PayloadOpener.WITHOUT_KEYS);
      streams = new KafkaStreams(topology(models, meters), ClientSettings.streams(config));
      intake = intake(privacy, meters);
    } catch (RuntimeException | Error e) {
      closeResources();
      throw e;
    }
    resources.add(adapters);
    health.detail("adapters", adapters::state);
    streams.setStateListener((now, before) -> health.onChange(now));
    registerMeters(meters);
    streams.setUncaughtExceptionHandler(
        e -> {
          LOG.error("a stream thread failed and is replaced; nothing uncommitted is lost", e);
          return StreamThreadExceptionResponse.REPLACE_THREAD;
        });
  }

  private Optional<Privacy> privacy() {
    if (!config.privacy().hasKeys()) {
      return Optional.empty();
    }
    Privacy privacy = Privacy.open(config, registry);
    resources.add(privacy);
    return Optional.of(privacy);
  }

  private Topology topology(Function<PipelineConfig, ScoringModel> models, MeterRegistry meters) {
    Map<String, Object> connection = ClientSettings.connection(config);
    EndOffsetWatcher watcher =
        new EndOffsetWatcher(
            config.pipelines(), connection, config.tick(), System::currentTimeMillis);
    resources.add(watcher);
    PipelineTopology builder = new PipelineTopology(config, registry, watcher);
    Topology topology = new Topology();
    for (PipelineConfig pipeline : config.pipelines()) {
      builder.add(topology, pipeline, collaborators(config, pipeline, models, registry, meters));
    }
    return topology;
  }

  private Optional<Intake> intake(Optional<Privacy> privacy, MeterRegistry meters) {
    if (config.feeds().isEmpty()) {
      return Optional.empty();
    }
    Intake feeds = new Intake(config, registry, privacy.map(Privacy::keys), meters);
    resources.add(feeds);
    health.watch("intake", feeds::state);
    return Optional.of(feeds);
  }

  private void registerMeters(MeterRegistry meters) {
    resources.add(new ProcessMeters(meters, streams));
    LedgerReader ledgers = new LedgerReader(streams);
    for (PipelineConfig pipeline : config.pipelines()) {
      LedgerMeters.register(meters, pipeline.name(), () -> ledgers.sum(pipeline.name()));
      ChangelogMeter.register(meters, pipeline.name(), streams, config.applicationId());
    }
  }

  /** The topology of a configuration as text; needs neither broker nor model. */
  public static TopologyDescription describe(AppConfig config) {
    try (RegistryAvro registry = RegistryAvro.connect(config.registry())) {
      PipelineTopology builder =
          new PipelineTopology(config, registry, (pipeline, partition, at) -> at);
      Topology topology = new Topology();
      for (PipelineConfig pipeline : config.pipelines()) {
        builder.add(topology, pipeline, new PipelineTopology.Collaborators(null, null, null, null));
      }
      return topology.describe();
    }
  }

  /** The topology of a configuration's feeds, which is a client of its own; empty without any. */
  public static TopologyDescription describeIntake(AppConfig config) {
    try (RegistryAvro registry = RegistryAvro.connect(config.registry())) {
      return Intake.topology(config, registry, Optional.empty(), (topic, partition, at) -> at, null)
          .describe();
    }
  }

  private PipelineTopology.Collaborators collaborators(
      AppConfig config,
      PipelineConfig pipeline,
      Function<PipelineConfig, ScoringModel> models,
      RegistryAvro registry,
      MeterRegistry meters) {
    ReopenableModel model = new ReopenableModel(() -> models.apply(pipeline));
    resources.add(model);
    probes.add(new Probe(model));
    CallJournal journal =
        CallJournal.open(
            config
                .stateDir()
                .resolve(config.applicationId() + "-calls")
                .resolve(pipeline.name() + ".journal"),
            config.batch().maxSize());
    resources.add(journal);
    ScoringHealth scoring = new ScoringHealth();
    health.watch(pipeline.name(), scoring);
    ScoringMeters.register(
        meters, pipeline.name(), model::forwards, () -> scoring.stoppedBy().isPresent());
    PipelineMetrics pipelineMetrics = new PipelineMetrics(meters, pipeline.name());
    metrics.put(pipeline.name(), pipelineMetrics);
    PayloadCache payloads = new PayloadCache(config.payload().cache());
    LogSampleSource samples =
        new LogSampleSource(payloads, registry, ClientSettings.connection(config));
    PredictionWriter writer = new PredictionWriter(model, pipeline.abstainBelow());
    Payloads reader = new Payloads(config.payload(), opener);
    resources.add(reader);
    AdapterRouter routes = adapters.add(pipeline, model, pipelineMetrics);
    BatchScorer scorer =
        new BatchScorer(
            model,
            routes,
            samples,
            reader,
            journal,
            shadow(config, pipeline, model, writer, pipelineMetrics));
    resources.add(samples);
    PipelineTrace trace = tracing.of(pipeline.name());
    MicroBatcher batcher =
        new MicroBatcher(
            pipeline.name(),
            config.batch(),
            scorer,
            new Recovery(pipeline.name(), model, scoring),
            pipelineMetrics,
            trace,
            System.currentTimeMillis());
    resources.add(batcher);
    WaitingBoard board = new WaitingBoard();
    waiting.put(pipeline.name(), board);
    return new PipelineTopology.Collaborators(
        batcher, writer, payloads, pipelineMetrics, board, trace);
  }

  private ScoringObserver shadow(
      AppConfig config,
      PipelineConfig pipeline,
      ScoringModel model,
      PredictionWriter writer,
      PipelineMetrics metrics) {
    if (pipeline.promotion().shadow() == null) {
      return ScoringObserver.NONE;
    }
    String adapter = AdapterServing.digestOf(pipeline.promotion().shadow(), pipeline, model);
    ShadowLane lane =
        new ShadowLane(
            pipeline,
            adapter,
            model,
            writer,
            registry,
            ClientSettings.connection(config),
            config.batch().maxSize(),
            metrics);
    resources.add(lane);
    return lane;
  }

  /**
   * Fixes how the schemas of the topics may change. Costs a few questions, so that it also shows
   * early whether the registry can be used.
   */
  public static void prepare(AppConfig config, RegistryAvro registry) {
    for (PipelineConfig pipeline : config.pipelines()) {
      List<String> exchanged = new ArrayList<>(pipeline.topics().inputs());
      exchanged.add(pipeline.topics().predictions());
      exchanged.add(pipeline.topics().latest());
      if (pipeline.promotion().shadow() != null) {
        exchanged.add(pipeline.topics().shadow());
      }
      registry.bootstrapCompatibility(exchanged);
    }
  }

  /** Prepares the registry, warms the models up, then starts. */
  public void start() {
    EngineThreads.advice(config.pipelines().size()).ifPresent(LOG::warn);
    prepare(config, registry);
    probes.forEach(Probe::warmUp);
    adapters.start();
    streams.start();
    intake.ifPresent(Intake::start);
  }

  public State state() {
    return streams.state();
  }

  public Map<String, PipelineMetrics> metrics() {
    return metrics;
  }

  /** Where each pipeline's tasks tell what they wait for. */
  public Map<String, WaitingBoard> waiting() {
    return waiting;
  }

  public HealthSource health() {
    return health;
  }

  public KafkaStreams streams() {
    return streams;
  }

  @Override
  public void close() {
    streams.close(CLOSE_TIME);
    closeResources();
  }

  private void closeResources() {
    for (int i = resources.size() - 1; i >= 0; i--) {
      try {
        resources.get(i).close();
      } catch (Exception e) {
        LOG.warn(
            "closing {} failed: {}", resources.get(i).getClass().getSimpleName(), e.toString());
      }
    }
  }
}
