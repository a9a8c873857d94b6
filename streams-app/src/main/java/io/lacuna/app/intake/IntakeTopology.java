package io.lacuna.app.intake;

import io.lacuna.app.config.AppConfig;
import io.lacuna.app.config.FeedConfig;
import io.lacuna.app.config.SubjectRule;
import io.lacuna.app.intake.chunk.ChunkFeed;
import io.lacuna.app.intake.chunk.ChunkSteps;
import io.lacuna.app.metrics.IntakeMetrics;
import io.lacuna.app.topology.PartitionEnd;
import io.lacuna.schema.Sample;
import io.lacuna.wire.RegistryAvro;
import io.lacuna.wire.seal.SubjectKeys;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.TimestampExtractor;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;

/**
 * From feeds to the pipelines' input topics. A feed whose keys are mapped shares a sub-topology
 * with its mapping topic and with all other feeds that use that; each other feed is alone.
 *
 * <p>Used for one topology, by one thread.
 */
public final class IntakeTopology {
  /** Sent on as it came; the event time stands in the sample. */
  private static final TimestampExtractor RECORD_TIMESTAMP =
      (record, partitionTime) -> Math.max(0, record.timestamp());

  private final AppConfig config;
  private final RegistryAvro registry;
  private final Optional<SubjectKeys> keys;
  private final PartitionEnd partitionEnd;
  private final IntakeMetrics metrics;
  private final UnaryOperator<KeyValueBytesStoreSupplier> storage;
  private final IntakeStores stores;
  private final Set<String> mappingTopics = new HashSet<>();

  /**
   * @param keys to seal with what is written, where there are any
   */
  public IntakeTopology(
      AppConfig config,
      RegistryAvro registry,
      Optional<SubjectKeys> keys,
      PartitionEnd partitionEnd,
      IntakeMetrics metrics) {
    this(config, registry, keys, partitionEnd, metrics, UnaryOperator.identity());
  }

  /**
   * @param keys to seal with what is written, where there are any
   * @param storage takes where a store is kept in a live service and says where it is kept here
   */
  public IntakeTopology(
      AppConfig config,
      RegistryAvro registry,
      Optional<SubjectKeys> keys,
      PartitionEnd partitionEnd,
      IntakeMetrics metrics,
      UnaryOperator<KeyValueBytesStoreSupplier> storage) {
    this.config = config;
    this.registry = registry;
    this.keys = keys;
    this.partitionEnd = partitionEnd;
    this.metrics = metrics;
    this.storage = storage;
    this.stores = new IntakeStores(storage);
  }

  /**
   * The changelog of the records of a feed that wait.
   *
   * @param application id of the intake
   */
  public static String changelogOfHeld(String application, FeedConfig feed) {
    return application + "-" + IntakeNames.Feed.of(feed.name()).held() + "-changelog";
  }

  /** Adds a feed of the configuration, and the mapping topic that it needs. */
  public void add(Topology topology, FeedConfig feed) {
    switch (feed.kind()) {
      case SAMPLES -> addSamples(topology, feed);
      case AUDIO_CHUNKS -> ChunkSteps.add(topology, chunks(feed), shared());
    }
  }

  /** The same feed as the steps of call audio know it. */
  private static ChunkFeed chunks(FeedConfig feed) {
    FeedConfig.Call call = feed.call();
    return new ChunkFeed(
        feed.name(), feed.topic(), call.boundaries(), feed.topics(), call.policy());
  }

  private ChunkSteps.Shared shared() {
    return new ChunkSteps.Shared(
        registry,
        keys,
        partitionEnd,
        config.tick(),
        config.maxFutureSkew(),
        config.payload().maxRecord(),
        (feed, reason) -> metrics.deadLetter(feed.topics().pipeline(), reason),
        storage);
  }

  private void addSamples(Topology topology, FeedConfig feed) {
    IntakeNames.Feed names = IntakeNames.Feed.of(feed.name());
    SampleReader reader = new SampleReader(feed, config, registry);
    FeedSeal seal = new FeedSeal(feed, registry, keys);
    if (feed.subject() instanceof SubjectRule.Mapped rule) {
      addMapped(topology, feed, rule, reader, seal);
    } else {
      addSource(topology, feed.topic(), new ByteArrayDeserializer());
      topology.addProcessor(
          names.step(), () -> new KeyedFeedProcessor(feed, reader, seal, metrics), feed.topic());
    }
    topology.addStateStore(stores.ledger(names), names.step());
    topology.addSink(
        names.samples(),
        feed.target(),
        new StringSerializer(),
        registry.serializer(Sample.class),
        names.step());
    addDeadLetters(topology, names.deadLetters(), feed, names.step());
  }

  private void addMapped(
      Topology topology,
      FeedConfig feed,
      SubjectRule.Mapped rule,
      SampleReader reader,
      FeedSeal seal) {
    IntakeNames.Feed names = IntakeNames.Feed.of(feed.name());
    IntakeNames.Mapping mapping = IntakeNames.Mapping.of(rule.topic());
    if (mappingTopics.add(rule.topic())) {
      addMapping(topology, rule.topic(), mapping);
    }
    addSource(topology, feed.topic(), FeedInput.raw());
    topology.addProcessor(
        names.step(),
        () ->
            new MappedFeedProcessor(feed, rule, reader, seal, partitionEnd, config.tick(), metrics),
        feed.topic(),
        mapping.step());
    topology.addStateStore(stores.index(names), names.step());
    topology.addStateStore(stores.held(names, config.payload().maxRecord()), names.step());
    topology.connectProcessorAndStateStores(names.step(), mapping.mappings(), mapping.ledger());
  }

  private void addMapping(Topology topology, String topic, IntakeNames.Mapping names) {
    List<FeedConfig> users =
        config.feeds().stream()
            .filter(f -> f.subject() instanceof SubjectRule.Mapped m && m.topic().equals(topic))
            .toList();
    addSource(topology, topic, new ByteArrayDeserializer());
    topology.addProcessor(
        names.step(),
        () -> new MappingProcessor(topic, users, registry, config.payload().maxRecord(), metrics),
        topic);
    topology.addStateStore(stores.mappings(names), names.step());
    topology.addStateStore(stores.ledger(names), names.step());
    addDeadLetters(topology, names.deadLetters(), users.get(0), names.step());
  }

  private static void addSource(Topology topology, String topic, Deserializer<?> values) {
    topology.addSource(
        AutoOffsetReset.earliest(),
        topic,
        RECORD_TIMESTAMP,
        new ByteArrayDeserializer(),
        values,
        topic);
  }

  private static void addDeadLetters(
      Topology topology, String name, FeedConfig feed, String parent) {
    topology.addSink(
        name,
        feed.topics().deadLetters(),
        new ByteArraySerializer(),
        new ByteArraySerializer(),
        parent);
  }
}
