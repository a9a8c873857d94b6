package io.lacuna.app.harness;

import io.lacuna.app.batch.BatchScorer;
import io.lacuna.app.batch.CallJournal;
import io.lacuna.app.batch.PayloadCache;
import io.lacuna.app.batch.Payloads;
import io.lacuna.app.batch.PredictionWriter;
import io.lacuna.app.batch.ScoringOutcome;
import io.lacuna.app.config.AppConfig;
import io.lacuna.app.config.ConfigLoader;
import io.lacuna.app.config.PipelineConfig;
import io.lacuna.app.config.Topics;
import io.lacuna.app.metrics.PipelineMetrics;
import io.lacuna.app.route.RoutingTable;
import io.lacuna.app.topology.PipelineTopology;
import io.lacuna.app.topology.Stores;
import io.lacuna.app.topology.TaskState;
import io.lacuna.app.trace.PipelineTrace;
import io.lacuna.app.trace.PipelineTrace.BatchFacts;
import io.lacuna.app.window.Ledger;
import io.lacuna.app.window.WaitingBoard;
import io.lacuna.model.modality.PayloadException;
import io.lacuna.model.modality.RejectReason;
import io.lacuna.model.score.ScoringModel;
import io.lacuna.schema.AbsenceMarker;
import io.lacuna.schema.AbsenceReason;
import io.lacuna.schema.InlineBytes;
import io.lacuna.schema.LateSample;
import io.lacuna.schema.Modality;
import io.lacuna.schema.Prediction;
import io.lacuna.schema.Progress;
import io.lacuna.schema.Rejection;
import io.lacuna.schema.Sample;
import io.lacuna.schema.WindowDecision;
import io.lacuna.schema.state.PendingObservation;
import io.lacuna.schema.state.TaskLedger;
import io.lacuna.wire.RegistryAvro;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.test.TestRecord;

/**
 * One pipeline in a driver with explicit time: no broker, no threads, no waiting. Event times and
 * record timestamps are given per sample; the wall clock moves only by {@link #wall}.
 */
public final class PipelineHarness implements AutoCloseable {
  public static final long T0 = 1_700_000_000_000L;

  private final RegistryAvro registry;
  private final Topics topics;
  private final TopologyTestDriver driver;
  private final CallJournal journal;
  private final String pipeline;
  private final Set<Modality> unread = EnumSet.noneOf(Modality.class);
  private final WaitingBoard waiting = new WaitingBoard();
  private long wallMs;

  private PipelineHarness(
      AppConfig config, ScoringModel model, PipelineTrace trace, long startMs, String scope) {
    wallMs = startMs;
    registry = RegistryAvro.connect(Map.of("schema.registry.url", "mock://" + scope));
    PipelineConfig p = config.pipelines().get(0);
    pipeline = p.name();
    topics = p.topics();
    PayloadCache cache = new PayloadCache(64 << 20);
    journal = CallJournal.open(config.stateDir().resolve("calls"), 1);
    BatchScorer scorer =
        new BatchScorer(
            model,
            RoutingTable.of(List.of(), Map.of(), model.defaultAdapter()),
            ref ->
                cache
                    .get(ref.getTopic(), ref.getPartition(), ref.getOffset())
                    .orElseThrow(() -> new PayloadException(RejectReason.REFERENCE_GONE, "gone")),
            new Payloads(config.payload()),
            journal);
    Topology topology = new Topology();
    new PipelineTopology(
            config,
            registry,
            (name, partition, positions) ->
                Stream.of(Modality.values())
                    .mapToLong(m -> unread.contains(m) ? -1 : wallMs)
                    .toArray())
        .add(
            topology,
            p,
            new PipelineTopology.Collaborators(
                o -> CompletableFuture.completedFuture(score(scorer, o, trace)),
                new PredictionWriter(model),
                cache,
                new PipelineMetrics(new SimpleMeterRegistry(), pipeline),
                waiting,
                trace));
    Properties settings = new Properties();
    settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "test");
    settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "unused:1");
    settings.put(StreamsConfig.STATE_DIR_CONFIG, config.stateDir().toString());
    driver = new TopologyTestDriver(topology, settings, Instant.ofEpochMilli(startMs));
  }

  /** A batch of one, on the thread that submits it. */
  private static ScoringOutcome score(
      BatchScorer scorer, PendingObservation observation, PipelineTrace trace) {
    BatchFacts batch = new BatchFacts(trace.now(), 1, 1);
    ScoringOutcome outcome = scorer.score(List.of(observation)).get(0);
    trace.scored(observation, batch, outcome.failure() == null ? null : outcome.failure().name());
    return outcome;
  }

  /** A patient pipeline with window 10 s, grace 2 s, retention 60 s; overrides as key, value. */
  public static PipelineHarness patient(Path stateDir, String... overrides) {
    return traced(PipelineTrace.OFF, stateDir, overrides);
  }

  /** {@link #patient} that leaves traces. */
  public static PipelineHarness traced(PipelineTrace trace, Path stateDir, String... overrides) {
    String[] policy = {
      "patient.window.size", "10s",
      "patient.window.grace", "2s",
      "patient.window.retention", "60s"
    };
    return open("patient", stateDir, new CountingModel(), trace, T0, concat(policy, overrides));
  }

  /** Any pipeline with any model, its wall clock starting at {@code startMs}. */
  public static PipelineHarness open(
      String pipeline, Path stateDir, ScoringModel model, long startMs, String... overrides) {
    return open(pipeline, stateDir, model, PipelineTrace.OFF, startMs, overrides);
  }

  private static PipelineHarness open(
      String pipeline,
      Path stateDir,
      ScoringModel model,
      PipelineTrace trace,
      long startMs,
      String... overrides) {
    Map<String, String> values = new HashMap<>();
    values.put("bootstrap.servers", "unused:1");
    values.put("schema.registry.url", "mock://unused");
    values.put("pipelines", pipeline);
    values.put("state.dir", stateDir.toString());
    for (int i = 0; i < overrides.length; i += 2) {
      values.put(overrides[i], overrides[i + 1]);
    }
    return new PipelineHarness(
        ConfigLoader.load(values, Map.of(), Map.of()),
        model,
        trace,
        startMs,
        stateDir.getFileName().toString());
  }

  private static String[] concat(String[] a, String[] b) {
    return Stream.concat(Stream.of(a), Stream.of(b)).toArray(String[]::new);
  }

  /** What the task tells it waits for, to somebody who looks now. */
  public Collection<WaitingBoard.Report> waiting() {
    return waiting.look(wallMs);
  }

  /** Sends a sample whose payload is the text; event time = T0 + ms. */
  public void send(String subject, Modality m, long ms, String payload) {
    send(
        sample(
            subject,
            m,
            ms,
            new InlineBytes(
                "text/plain", ByteBuffer.wrap(payload.getBytes(StandardCharsets.UTF_8)))));
  }

  public void sendMarker(String subject, Modality m, long ms, AbsenceReason reason) {
    send(sample(subject, m, ms, new AbsenceMarker(reason)));
  }

  public static Sample sample(String subject, Modality m, long ms, Object payload) {
    return Sample.newBuilder()
        .setSubject(subject)
        .setModality(m)
        .setEventTime(Instant.ofEpochMilli(T0 + ms))
        .setPayload(payload)
        .build();
  }

  public void send(Sample sample) {
    Modality m = sample.getModality();
    sendRaw(m, sample.getSubject(), registry.encode(topics.input(m), sample));
  }

  /** Sends bytes as they are, with the current wall clock as the record's timestamp. */
  public void sendRaw(Modality m, String key, byte[] value) {
    sendRaw(m, key, value, new RecordHeaders());
  }

  /** {@link #sendRaw} with headers. */
  public void sendRaw(Modality m, String key, byte[] value, Headers headers) {
    TestInputTopic<byte[], byte[]> topic =
        driver.createInputTopic(
            topics.input(m), new ByteArraySerializer(), new ByteArraySerializer());
    topic.pipeInput(
        new TestRecord<>(
            key == null ? null : key.getBytes(StandardCharsets.UTF_8),
            value,
            headers,
            Instant.ofEpochMilli(wallMs)));
  }

  public byte[] encode(Sample sample) {
    return registry.encode(topics.input(sample.getModality()), sample);
  }

  /** Moves the wall clock, and with it the ticks. */
  public void wall(Duration by) {
    wallMs += by.toMillis();
    driver.advanceWallClockTime(by);
  }

  /** Moves the wall clock forward to an instant, UTC ms; back is ignored. */
  public void wallTo(long ms) {
    if (ms > wallMs) {
      wall(Duration.ofMillis(ms - wallMs));
    }
  }

  /** Whether the input partitions count as read to their end from now on. */
  public void readToEnd(boolean known) {
    unread(known ? Set.of() : EnumSet.allOf(Modality.class));
  }

  /** The modalities in whose partitions something lies unread from now on. */
  public void unread(Set<Modality> modalities) {
    unread.clear();
    unread.addAll(modalities);
  }

  public List<Prediction> predictions() {
    return read(topics.predictions(), Prediction.class);
  }

  /** Predictions with their headers. */
  public List<TestRecord<String, Prediction>> predictionRecords() {
    return driver
        .createOutputTopic(
            topics.predictions(), new StringDeserializer(), registry.deserializer(Prediction.class))
        .readRecordsToList();
  }

  /** Late samples as they stand in the topic. */
  public List<TestRecord<byte[], byte[]>> lateRecords() {
    return driver
        .createOutputTopic(topics.late(), new ByteArrayDeserializer(), new ByteArrayDeserializer())
        .readRecordsToList();
  }

  /** The latest view as a reader of the compacted topic sees it. */
  public Map<String, Prediction> latest() {
    return driver
        .createOutputTopic(
            topics.latest(), new StringDeserializer(), registry.deserializer(Prediction.class))
        .readKeyValuesToMap();
  }

  public List<LateSample> late() {
    return read(topics.late(), LateSample.class);
  }

  /** The steps that decided something; what a task writes of its progress is {@link #steps}. */
  public List<WindowDecision> decisions() {
    return steps().stream().filter(d -> !(d.getStep() instanceof Progress)).toList();
  }

  /** All that came to the decisions log since the last call of this or {@link #decisions}. */
  public List<WindowDecision> steps() {
    return read(topics.decisions(), WindowDecision.class);
  }

  /** Dead letters as they stand in the topic. */
  public List<TestRecord<byte[], byte[]>> deadLetters() {
    return driver
        .createOutputTopic(
            topics.deadLetters(), new ByteArrayDeserializer(), new ByteArrayDeserializer())
        .readRecordsToList();
  }

  public Rejection rejection(byte[] value) {
    return registry.deserializer(Rejection.class).deserialize(topics.deadLetters(), value);
  }

  public TaskLedger ledger() {
    KeyValueStore<String, TaskLedger> store =
        driver.getKeyValueStore(Stores.Names.of(pipeline).ledger());
    return TaskState.ledger(store).state();
  }

  /** Balance per modality; all must be 0. */
  public long[] balances() {
    return ledger().getModalities().stream().mapToLong(Ledger::balance).toArray();
  }

  private <T extends SpecificRecord> List<T> read(String topic, Class<T> type) {
    return driver
        .createOutputTopic(topic, new StringDeserializer(), registry.deserializer(type))
        .readValuesToList();
  }

  @Override
  public void close() {
    driver.close();
    journal.close();
    registry.close();
  }
}
