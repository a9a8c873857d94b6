package io.lacuna.app.adapters;

import io.lacuna.app.config.AppConfig;
import io.lacuna.app.config.PipelineConfig;
import io.lacuna.app.metrics.Meter;
import io.lacuna.app.metrics.PipelineMetrics;
import io.lacuna.app.route.AdapterRouter;
import io.lacuna.app.route.RouteTimeline;
import io.lacuna.app.route.RoutingTable;
import io.lacuna.app.window.WindowPolicy;
import io.lacuna.model.score.AdapterHost;
import io.lacuna.model.score.ScoringModel;
import io.lacuna.wire.RegistryAvro;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.apache.kafka.common.config.ConfigException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the routes of every pipeline: fixed ones where folders are the only source of adapters, and
 * live ones where the registry topic is read.
 */
public final class AdapterServing implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AdapterServing.class);

  private final AppConfig config;
  private final RegistryAvro avro;
  private final Map<String, Object> connection;
  private final LongSupplier clock;
  private final Map<String, PipelineLog> logs = new LinkedHashMap<>();
  private final Map<String, LiveRoutes> routes = new LinkedHashMap<>();
  private final List<PipelineAdapters> pipelines = new ArrayList<>();
  private AdapterRegistry registry;

  /**
   * @param connection how to reach the brokers
   * @param clock wall clock, UTC ms
   */
  public AdapterServing(
      AppConfig config, RegistryAvro avro, Map<String, Object> connection, LongSupplier clock) {
    this.config = config;
    this.avro = avro;
    this.connection = connection;
    this.clock = clock;
  }

  /** Routes of a pipeline; prints its table. */
  public <M extends ScoringModel & AdapterHost> AdapterRouter add(
      PipelineConfig pipeline, M model, PipelineMetrics metrics) {
    RoutingTable table =
        RoutingTable.of(pipeline.routes(), digests(model), model.defaultAdapter())
            .countingFallbacks(metrics::fallback);
    LOG.info(
        "{}: routes, first match serves\n  {}",
        pipeline.name(),
        String.join("\n  ", table.describe(model::adapterId)));
    LiveRoutes live = new LiveRoutes(table, model.adapters());
    routes.put(pipeline.name(), live);
    metrics.gauge(Meter.ADAPTERS_LOADED, live::announcedLoaded);
    metrics.gauge(Meter.ADAPTERS_WAITING, () -> live.waitingFor().isPresent() ? 1 : 0);
    if (config.adapters().topic() == null) {
      refuseGate(pipeline);
      live.know(RouteTimeline.of(table, List.of()), Long.MAX_VALUE);
    } else {
      follow(pipeline, model, table, live, metrics);
    }
    return live;
  }

  private static void refuseGate(PipelineConfig pipeline) {
    if (pipeline.promotion().gateKey() != null) {
      throw new ConfigException(
          pipeline.name()
              + ".adapters.gate.key guards cut-overs, of which there are none with"
              + " adapters.source=folder");
    }
  }

  private void follow(
      PipelineConfig pipeline,
      AdapterHost host,
      RoutingTable table,
      LiveRoutes live,
      PipelineMetrics metrics) {
    PipelineLog log = log(config, pipeline);
    logs.put(pipeline.name(), log);
    WindowPolicy window = pipeline.window();
    pipelines.add(
        new PipelineAdapters(
            pipeline.name(),
            log,
            table,
            live,
            host,
            new AdapterStore(
                config.stateDir().resolve("adapters").resolve(pipeline.name()),
                config.adapters().modelsDir()),
            window.size().plus(window.grace()).plus(window.retention()).plus(config.maxOutage()),
            config.adapters().maxLoaded(),
            metrics));
  }

  /** The log of a pipeline under its configuration, nothing read yet. */
  public static PipelineLog log(AppConfig config, PipelineConfig pipeline) {
    return new PipelineLog(
        config.adapters().lead(),
        Optional.ofNullable(pipeline.promotion().gateKey())
            .map(file -> new PromotionGate(GateKeys.readPublic(file))));
  }

  /**
   * Digest of an adapter of the pipeline's folders.
   *
   * @throws ConfigException if none has this id
   */
  public static String digestOf(String id, PipelineConfig pipeline, ScoringModel model) {
    String digest = digests(model).get(id);
    if (digest == null) {
      throw new ConfigException(
          pipeline.name() + ".shadow", id, "must be one of " + digests(model).keySet());
    }
    return digest;
  }

  private static Map<String, String> digests(ScoringModel model) {
    Map<String, String> digests = new LinkedHashMap<>();
    model.adapters().forEach(digest -> digests.put(model.adapterId(digest), digest));
    return digests;
  }

  /** Begins to follow the registry topic, if there is one. */
  public void start() {
    if (pipelines.isEmpty()) {
      return;
    }
    String topic = config.adapters().topic();
    avro.bootstrapCompatibility(List.of(topic));
    registry =
        new AdapterRegistry(
            new RegistryReader(topic, avro, connection, logs),
            new RegistryTopic(topic, avro, connection),
            pipelines,
            clock);
    registry.start();
  }

  /** One line for people: whether a pipeline waits, and for what. */
  public String state() {
    StringBuilder state = new StringBuilder();
    routes.forEach(
        (pipeline, live) ->
            live.waitingFor()
                .ifPresent(
                    what ->
                        state
                            .append(state.isEmpty() ? "" : "; ")
                            .append(pipeline)
                            .append(" waits for ")
                            .append(what)));
    return state.isEmpty() ? "ok" : state.toString();
  }

  @Override
  public void close() {
    if (registry != null) {
      registry.close();
    }
  }
}
