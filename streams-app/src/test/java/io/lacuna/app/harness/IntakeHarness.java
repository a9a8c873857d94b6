package io.lacuna.app.harness;

import io.lacuna.app.config.AppConfig;
import io.lacuna.app.config.ConfigLoader;
import io.lacuna.app.config.FeedConfig;
import io.lacuna.app.config.SubjectRule;
import io.lacuna.app.drive.DrivenContext;
import io.lacuna.app.drive.SeededStore;
import io.lacuna.app.drive.World;
import io.lacuna.app.intake.IntakeTopology;
import io.lacuna.app.metrics.IntakeMetrics;
import io.lacuna.schema.InlineBytes;
import io.lacuna.schema.Modality;
import io.lacuna.schema.Sample;
import io.lacuna.schema.SubjectMapping;
import io.lacuna.schema.state.FeedLedger;
import io.lacuna.schema.state.MappingLedger;
import io.lacuna.wire.RegistryAvro;
import io.lacuna.wire.seal.SubjectKeys;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.test.TestRecord;

/**
 * The intake in a driver with explicit time. Event times are given per sample; the wall clock moves
 * only by {@link #wall}, and is the timestamp of what is sent.
 */
public final class IntakeHarness implements AutoCloseable {
  public static final long T0 = PipelineHarness.T0;
  public static final String FEED = "pacs.images";
  public static final String MAPPING = "ris.orders";
  private static final String APPLICATION = "test";

  /** Configuration key under which a driven context finds its world. */
  private static final String WORLD = "lacuna.drive.world";

  private final AppConfig config;
  private final RegistryAvro registry;
  private final Optional<SubjectKeys> keys;
  private final MeterRegistry meters = new SimpleMeterRegistry();
  private final Map<String, Long> sent = new HashMap<>();

  /** Newest change of each key of a store, over all restarts. */
  private final Map<String, Map<Bytes, byte[]>> logged = new HashMap<>();

  private Map<String, Long> sentBefore = new HashMap<>();
  private TopologyTestDriver driver;
  private boolean mappingUnread;
  private long wallMs = T0;

  private IntakeHarness(AppConfig config, RegistryAvro registry, Optional<SubjectKeys> keys) {
    this.config = config;
    this.registry = registry;
    this.keys = keys;
    this.driver = driver(Map.of());
  }

  /** Images keyed by accession number, mapped to patients, with a patience of a minute. */
  public static IntakeHarness mapped(Path stateDir, String... overrides) {
    return mapped(stateDir, Optional.empty(), overrides);
  }

  /** The same where payloads are sealed with keys. */
  public static IntakeHarness mapped(
      Path stateDir, Optional<SubjectKeys> keys, String... overrides) {
    Map<String, String> values = new HashMap<>();
    values.put("intake.feeds", "radiology");
    values.put("intake.radiology.topic", FEED);
    values.put("intake.radiology.pipeline", "patient");
    values.put("intake.radiology.modality", "image");
    values.put("intake.radiology.key", "mapping");
    values.put("intake.radiology.mapping.topic", MAPPING);
    values.put("intake.radiology.mapping.patience", "60s");
    for (int i = 0; i < overrides.length; i += 2) {
      values.put(overrides[i], overrides[i + 1]);
    }
    return open(stateDir, values, keys);
  }

  public static IntakeHarness open(Path stateDir, Map<String, String> feeds) {
    return open(stateDir, feeds, Optional.empty());
  }

  /** Feeds whose payloads are sealed where there are keys. */
  public static IntakeHarness open(
      Path stateDir, Map<String, String> feeds, Optional<SubjectKeys> keys) {
    Map<String, String> values = new HashMap<>(feeds);
    values.put("bootstrap.servers", "unused:1");
    values.put("schema.registry.url", "mock://unused");
    values.put("state.dir", stateDir.toString());
    return new IntakeHarness(
        ConfigLoader.load(values, Map.of(), Map.of()),
        RegistryAvro.connect(
            Map.of("schema.registry.url", "mock://intake-" + stateDir.getFileName())),
        keys);
  }

  private TopologyTestDriver driver(Map<String, Map<Bytes, byte[]>> state) {
    Properties settings = new Properties();
    settings.put(StreamsConfig.APPLICATION_ID_CONFIG, APPLICATION);
    settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "unused:1");
    settings.put(StreamsConfig.STATE_DIR_CONFIG, config.stateDir().toString());
    settings.put(StreamsConfig.PROCESSOR_WRAPPER_CLASS_CONFIG, DrivenContext.class);
    settings.put(WORLD, (World) this::located);
    IntakeTopology builder =
        new IntakeTopology(
            config,
            registry,
            keys,
            (topic, partition, position) -> mappingUnread ? -1 : wallMs,
            new IntakeMetrics(meters),
            store -> new SeededStore(store.name(), state.getOrDefault(store.name(), Map.of())));
    Topology topology =
        new Topology(new org.apache.kafka.streams.TopologyConfig(new StreamsConfig(settings)));
    config.feeds().forEach(f -> builder.add(topology, f));
    return new TopologyTestDriver(topology, settings, Instant.ofEpochMilli(wallMs));
  }

  /** A driver counts offsets from 0; a log goes on where it was. */
  private RecordMetadata located(RecordMetadata byDriver) {
    long before = sentBefore.getOrDefault(byDriver.topic(), 0L);
    return new RecordMetadata() {
      @Override
      public String topic() {
        return byDriver.topic();
      }

      @Override
      public int partition() {
        return byDriver.partition();
      }

      @Override
      public long offset() {
        return before + byDriver.offset();
      }
    };
  }

  /** Another instance takes over with what the changelogs say. */
  public void restart() {
    Map<String, Map<Bytes, byte[]>> state = new HashMap<>();
    for (String store : driver.getAllStateStores().keySet()) {
      state.put(store, changelog(store));
    }
    driver.close();
    sentBefore = new HashMap<>(sent);
    driver = driver(state);
  }

  private Map<Bytes, byte[]> changelog(String store) {
    Map<Bytes, byte[]> contents = logged.computeIfAbsent(store, s -> new HashMap<>());
    String topic = APPLICATION + "-" + store + "-changelog";
    if (driver.producedTopicNames().contains(topic)) {
      driver
          .createOutputTopic(topic, new ByteArrayDeserializer(), new ByteArrayDeserializer())
          .readRecordsToList()
          .forEach(r -> contents.put(Bytes.wrap(r.key()), r.value()));
    }
    contents.values().removeIf(java.util.Objects::isNull);
    return contents;
  }

  /** An image under a key of the feed; event time = T0 + ms. */
  public void sendImage(String key, long ms, String payload) {
    send(FEED, key, image(key, ms, payload));
  }

  public static Sample image(String subject, long ms, String payload) {
    return PipelineHarness.sample(
        subject,
        Modality.IMAGE,
        ms,
        new InlineBytes("text/plain", ByteBuffer.wrap(payload.getBytes(StandardCharsets.UTF_8))));
  }

  /** Maps a key to a subject. */
  public void map(String key, String subject) {
    send(MAPPING, key, new SubjectMapping(subject, null));
  }

  public void unmap(String key) {
    sendRaw(MAPPING, bytes(key), null, new RecordHeaders());
  }

  public void send(String topic, String key, SpecificRecord value) {
    sendRaw(topic, bytes(key), encode(topic, value), new RecordHeaders());
  }

  public byte[] encode(String topic, SpecificRecord value) {
    return registry.encode(topic, value);
  }

  /** Sends a record as it is, with the wall clock as its timestamp. */
  public void sendRaw(String topic, byte[] key, byte[] value, Headers headers) {
    sent.merge(topic, 1L, Long::sum);
    driver
        .createInputTopic(topic, new ByteArraySerializer(), new ByteArraySerializer())
        .pipeInput(new TestRecord<>(key, value, headers, Instant.ofEpochMilli(wallMs)));
  }

  /** Moves the wall clock, and with it the ticks. */
  public void wall(Duration by) {
    wallMs += by.toMillis();
    driver.advanceWallClockTime(by);
  }

  /** Lets the intake look at the clocks twice: a verdict follows a look at the mapping topic. */
  public void ticks() {
    wall(config.tick());
    wall(config.tick());
  }

  /** Whether a mapping lies in the mapping topic that is not read yet. */
  public void mappingUnread(boolean unread) {
    mappingUnread = unread;
  }

  /** What was sent on to the patients' images since the last call. */
  public List<TestRecord<String, Sample>> forwarded() {
    return forwarded("lacuna.patient.image.v1");
  }

  public List<TestRecord<String, Sample>> forwarded(String topic) {
    return driver.producedTopicNames().contains(topic)
        ? driver
            .createOutputTopic(topic, new StringDeserializer(), registry.deserializer(Sample.class))
            .readRecordsToList()
        : List.of();
  }

  /** The patients' dead letters since the last call. */
  public List<TestRecord<byte[], byte[]>> deadLetters() {
    String topic = "lacuna.patient.dlq.v1";
    return driver.producedTopicNames().contains(topic)
        ? driver
            .createOutputTopic(topic, new ByteArrayDeserializer(), new ByteArrayDeserializer())
            .readRecordsToList()
        : List.of();
  }

  public FeedLedger ledger(String feed) {
    FeedLedger ledger = driver.<String, FeedLedger>getKeyValueStore(feed + "-ledger").get("ledger");
    return ledger == null ? FeedLedger.newBuilder().build() : ledger;
  }

  public MappingLedger mappingLedger() {
    return driver
        .<String, MappingLedger>getKeyValueStore("mapping." + MAPPING + ".ledger")
        .get("ledger");
  }

  /** All that the changelog of a store ever held, key and value as one text. */
  public List<String> everLogged(String store) {
    return driver
        .createOutputTopic(
            APPLICATION + "-" + store + "-changelog",
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())
        .readRecordsToList()
        .stream()
        .map(r -> latin(r.key()) + latin(r.value()))
        .toList();
  }

  private static String latin(byte[] bytes) {
    return bytes == null ? "" : new String(bytes, StandardCharsets.ISO_8859_1);
  }

  /** Records that are held because they wait, counted in the store. */
  public int held(String feed) {
    List<Object> keys = new ArrayList<>();
    KeyValueStore<Object, Object> store = driver.getKeyValueStore(feed + "-held");
    try (KeyValueIterator<Object, Object> all = store.all()) {
      all.forEachRemaining(e -> keys.add(e.key));
    }
    return keys.size();
  }

  /** The balance of each feed's ledger; where samples can wait, against what is held. */
  public List<Long> balances() {
    List<Long> balances = new ArrayList<>();
    for (FeedConfig feed : config.feeds()) {
      FeedLedger ledger = ledger(feed.name());
      balances.add(IntakeMetrics.balance(ledger));
      if (feed.subject() instanceof SubjectRule.Mapped) {
        balances.add(ledger.getWaiting() - held(feed.name()));
      }
    }
    return balances;
  }

  public MeterRegistry meters() {
    return meters;
  }

  private static byte[] bytes(String text) {
    return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    driver.close();
    registry.close();
  }
}
