package io.lacuna.app;

import io.lacuna.app.config.AppConfig;
import io.lacuna.app.config.FeedConfig;
import io.lacuna.app.intake.FeedLedgers;
import io.lacuna.app.intake.IntakeTopology;
import io.lacuna.app.intake.chunk.CallLedgers;
import io.lacuna.app.metrics.CallMeters;
import io.lacuna.app.metrics.IntakeMetrics;
import io.lacuna.app.topology.EndOffsetWatcher;
import io.lacuna.app.topology.PartitionEnd;
import io.lacuna.wire.RegistryAvro;
import io.lacuna.wire.seal.SubjectKeys;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KafkaStreams.State;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The running intake: a Streams client of its own, in a consumer group of its own. Feeds then
 * neither wait for the model nor hold up what the pipelines have begun.
 */
final class Intake implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Intake.class);

  private final AppConfig config;
  private final RegistryAvro registry;
  private final EndOffsetWatcher watcher;
  private final KafkaStreams streams;
  private final KafkaStreamsMetrics kafkaMeters;

  /**
   * @param keys to seal with what is written, where there are any
   */
  Intake(
      AppConfig config, RegistryAvro registry, Optional<SubjectKeys> keys, MeterRegistry meters) {
    this.config = config;
    this.registry = registry;
    IntakeMetrics metrics = new IntakeMetrics(meters);
    watcher =
        new EndOffsetWatcher(
            List.of(), ClientSettings.connection(config), config.tick(), System::currentTimeMillis);
    try {
      streams =
          new KafkaStreams(
              topology(config, registry, keys, watcher::at, metrics),
              ClientSettings.intake(config));
    } catch (RuntimeException | Error e) {
      watcher.close();
      throw e;
    }
    streams.setUncaughtExceptionHandler(
        e -> {
          LOG.error("a thread of the intake failed and is replaced; nothing is lost", e);
          return StreamThreadExceptionResponse.REPLACE_THREAD;
        });
    kafkaMeters = new KafkaStreamsMetrics(streams);
    kafkaMeters.bindTo(meters);
    FeedLedgers ledgers = new FeedLedgers(streams);
    CallLedgers calls = new CallLedgers(streams);
    for (FeedConfig feed : config.feeds()) {
      String name = feed.name();
      switch (feed.kind()) {
        case SAMPLES -> metrics.ledger(name, () -> ledgers.sum(name));
        case AUDIO_CHUNKS -> CallMeters.register(meters, name, () -> calls.sum(name));
      }
    }
  }

  /** The intake's topology; describing it needs no broker. */
  static Topology topology(
      AppConfig config,
      RegistryAvro registry,
      Optional<SubjectKeys> keys,
      PartitionEnd partitionEnd,
      IntakeMetrics metrics) {
    IntakeTopology builder = new IntakeTopology(config, registry, keys, partitionEnd, metrics);
    Topology topology = new Topology();
    config.feeds().forEach(feed -> builder.add(topology, feed));
    return topology;
  }

  /** Fixes how the topics' schemas may change, then starts. */
  void start() {
    List<String> exchanged = config.feeds().stream().flatMap(f -> f.inputs().stream()).toList();
    registry.bootstrapCompatibility(exchanged);
    streams.start();
  }

  State state() {
    return streams.state();
  }

  @Override
  public void close() {
    kafkaMeters.close();
    streams.close(Duration.ofSeconds(30));
    watcher.close();
  }
}
