package io.lacuna.app.intake.chunk;

import static io.lacuna.app.harness.CallSound.CHUNK_MS;
import static io.lacuna.app.harness.CallSound.RATE;
import static io.lacuna.app.harness.CallSound.T0;
import static io.lacuna.app.harness.CallSound.audio;

import io.lacuna.app.config.Topics;
import io.lacuna.app.drive.SeededStore;
import io.lacuna.app.harness.CallSound;
import io.lacuna.app.intake.utterance.Ledger;
import io.lacuna.model.modality.RejectReason;
import io.lacuna.schema.AudioChunk;
import io.lacuna.schema.ChunkEncoding;
import io.lacuna.schema.Modality;
import io.lacuna.schema.Rejection;
import io.lacuna.schema.Sample;
import io.lacuna.schema.UtteranceBoundary;
import io.lacuna.schema.state.CallLedger;
import io.lacuna.wire.RegistryAvro;
import io.lacuna.wire.seal.SubjectKeys;
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
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.test.TestRecord;

/**
 * The intake's part for call audio in a driver with explicit time, with the calls and the policy of
 * {@link CallSound}.
 */
final class CallHarness implements AutoCloseable {
  private static final String APPLICATION = "test-intake";

  final List<RejectReason> deadLetters = new ArrayList<>();
  private final Topics topics = new Topics("lacuna", "utterance");
  private final RegistryAvro registry;
  private final ChunkFeed feed;
  private final Path stateDir;
  private Optional<SubjectKeys> keys;
  private TopologyTestDriver driver;
  private long wallMs = T0;

  CallHarness(Path stateDir, boolean byMarks) {
    this(stateDir, byMarks, Optional.empty());
  }

  /**
   * @param keys to seal with what is written, where there are any
   */
  CallHarness(Path stateDir, boolean byMarks, Optional<SubjectKeys> keys) {
    this.stateDir = stateDir;
    this.keys = keys;
    registry =
        RegistryAvro.connect(Map.of("schema.registry.url", "mock://" + stateDir.getFileName()));
    feed =
        new ChunkFeed(
            "calls",
            "calls.audio",
            byMarks ? null : "calls.transcripts",
            topics,
            CallSound.policy(byMarks));
    driver = open(UnaryOperator.identity());
  }

  private TopologyTestDriver open(UnaryOperator<KeyValueBytesStoreSupplier> storage) {
    Topology topology = new Topology();
    ChunkSteps.add(
        topology,
        feed,
        new ChunkSteps.Shared(
            registry,
            keys,
            (topic, partition, position) -> wallMs,
            Duration.ofMillis(100),
            Duration.ofSeconds(30),
            1 << 20,
            (of, reason) -> deadLetters.add(reason),
            storage));
    Properties settings = new Properties();
    settings.put(StreamsConfig.APPLICATION_ID_CONFIG, APPLICATION);
    settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "unused:1");
    settings.put(StreamsConfig.STATE_DIR_CONFIG, stateDir.toString());
    return new TopologyTestDriver(topology, settings, Instant.ofEpochMilli(wallMs));
  }

  /** Another instance takes over with what the changelogs say. */
  void restart() {
    restart(keys);
  }

  /** The same, where that one has other keys or none. */
  void restart(Optional<SubjectKeys> keysFromNow) {
    keys = keysFromNow;
    Map<String, Map<Bytes, byte[]>> contents = new HashMap<>();
    CallStores.Names names = CallStores.Names.of(feed.name());
    for (String store : List.of(names.chunks(), names.audio(), names.calls(), names.ledger())) {
      contents.put(store, changelog(store));
    }
    driver.close();
    driver = open(supplier -> new SeededStore(supplier.name(), contents.get(supplier.name())));
  }

  private Map<Bytes, byte[]> changelog(String store) {
    Map<Bytes, byte[]> contents = new TreeMap<>();
    String topic = APPLICATION + "-" + store + "-changelog";
    for (TestRecord<byte[], byte[]> record :
        driver
            .createOutputTopic(topic, new ByteArrayDeserializer(), new ByteArrayDeserializer())
            .readRecordsToList()) {
      if (record.value() == null) {
        contents.remove(Bytes.wrap(record.key()));
      } else {
        contents.put(Bytes.wrap(record.key()), record.value());
      }
    }
    return contents;
  }

  static AudioChunk.Builder made(String call, String channel, long sequence) {
    long startMs = sequence * CHUNK_MS;
    return AudioChunk.newBuilder()
        .setCallId(call)
        .setChannel(channel)
        .setSequence(sequence)
        .setOffset(startMs * RATE / 1000)
        .setEventTime(Instant.ofEpochMilli(T0 + startMs))
        .setSampleRate(RATE)
        .setEncoding(ChunkEncoding.PCM16)
        .setAudio(ByteBuffer.wrap(audio(channel, startMs, startMs + CHUNK_MS)))
        .setSite("north");
  }

  static UtteranceBoundary.Builder boundary(
      String call, String channel, String utterance, long startMs, long endMs) {
    return UtteranceBoundary.newBuilder()
        .setCallId(call)
        .setChannel(channel)
        .setUtteranceId(utterance)
        .setEventTime(Instant.ofEpochMilli(T0 + startMs))
        .setStartMs(startMs)
        .setEndMs(endMs)
        .setSite("north");
  }

  void send(AudioChunk.Builder chunk) {
    AudioChunk c = chunk.build();
    sendRaw(feed.chunks(), c.getCallId(), registry.encode(feed.chunks(), c));
  }

  void send(UtteranceBoundary.Builder boundary) {
    UtteranceBoundary b = boundary.build();
    sendRaw(feed.boundaries(), b.getCallId(), registry.encode(feed.boundaries(), b));
  }

  void sendChunk(byte[] value) {
    sendRaw(feed.chunks(), "call", value);
  }

  void sendBoundary(byte[] value) {
    sendRaw(feed.boundaries(), "call", value);
  }

  /** Sends bytes as they are, with the current wall clock as the record's timestamp. */
  void sendRaw(String topic, String key, byte[] value) {
    driver
        .createInputTopic(topic, new ByteArraySerializer(), new ByteArraySerializer())
        .pipeInput(
            new TestRecord<>(
                key.getBytes(StandardCharsets.UTF_8), value, Instant.ofEpochMilli(wallMs)));
  }

  /** All that the changelog of the audio ever held, those taken out left out. */
  List<byte[]> everLoggedAudio() {
    return driver
        .createOutputTopic(
            APPLICATION + "-" + CallStores.Names.of(feed.name()).audio() + "-changelog",
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())
        .readRecordsToList()
        .stream()
        .map(TestRecord::value)
        .filter(java.util.Objects::nonNull)
        .toList();
  }

  /** The record that a dead letter holds. */
  <T extends SpecificRecord> T read(byte[] value, Class<T> type) {
    return registry.deserializer(type).deserialize(topics.deadLetters(), value);
  }

  /** Moves the wall clock, and with it the ticks. */
  void wall(Duration by) {
    wallMs += by.toMillis();
    driver.advanceWallClockTime(by);
  }

  List<TestRecord<String, Sample>> samples(Modality m) {
    return driver
        .createOutputTopic(
            topics.input(m), new StringDeserializer(), registry.deserializer(Sample.class))
        .readRecordsToList();
  }

  List<TestRecord<byte[], byte[]>> deadLetters() {
    return driver
        .createOutputTopic(
            topics.deadLetters(), new ByteArrayDeserializer(), new ByteArrayDeserializer())
        .readRecordsToList();
  }

  Rejection rejection(byte[] value) {
    return registry.deserializer(Rejection.class).deserialize(topics.deadLetters(), value);
  }

  CallLedger ledger() {
    KeyValueStore<String, CallLedger> store =
        driver.getKeyValueStore(CallStores.Names.of(feed.name()).ledger());
    return store.get("ledger");
  }

  long imbalance() {
    return Ledger.imbalance(ledger());
  }

  static String header(TestRecord<?, ?> record, String key) {
    Header h = record.headers().lastHeader(key);
    return h == null ? null : new String(h.value(), StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    driver.close();
    registry.close();
  }
}
