package io.lacuna.app.topology;

import io.lacuna.app.batch.PayloadCache;
import io.lacuna.app.config.PipelineConfig;
import io.lacuna.app.config.Topics;
import io.lacuna.app.metrics.PipelineMetrics;
import io.lacuna.app.trace.PipelineTrace;
import io.lacuna.app.trace.SampleSpan;
import io.lacuna.app.window.Arrival;
import io.lacuna.app.window.Decision;
import io.lacuna.app.window.Ledger;
import io.lacuna.app.window.WaitingBoard;
import io.lacuna.app.window.WindowAssembler;
import io.lacuna.model.modality.RejectReason;
import io.lacuna.schema.AbsenceMarker;
import io.lacuna.schema.AbsenceReason;
import io.lacuna.schema.LateSample;
import io.lacuna.schema.Modality;
import io.lacuna.schema.Sample;
import io.lacuna.schema.SampleRef;
import io.lacuna.schema.Tick;
import io.lacuna.schema.WindowDecision;
import io.lacuna.schema.state.PendingObservation;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/** Puts samples into windows: the adapter between Kafka Streams and {@link WindowAssembler}. */
final class WindowProcessor implements Processor<byte[], Decoded, Object, Object> {
  /** Characters; identifiers are repeated in state and results, which must fit their topics. */
  private static final int MAX_IDENTIFIER = 1024;

  /** Progress is logged this often, or when there is much of it. */
  private static final long LOG_PROGRESS_MS = 1_000;

  private final PipelineConfig pipeline;
  private final Duration tick;
  private final ReadToEnd readToEnd;
  private final PayloadCache payloads;
  private final PipelineMetrics metrics;
  private final WaitingBoard board;
  private final PipelineTrace trace;
  private final Children children;
  private final TaskStates states;
  private final Map<String, Modality> modalityOfTopic = new HashMap<>();

  private ProcessorContext<Object, Object> context;
  private TaskState state;
  private WindowAssembler assembler;
  private long progressLoggedMs;

  WindowProcessor(
      PipelineConfig pipeline,
      Duration tick,
      ReadToEnd readToEnd,
      PayloadCache payloads,
      PipelineMetrics metrics,
      WaitingBoard board,
      PipelineTrace trace,
      TaskStates states) {
    this.pipeline = pipeline;
    this.tick = tick;
    this.readToEnd = readToEnd;
    this.payloads = payloads;
    this.metrics = metrics;
    this.board = board;
    this.trace = trace;
    this.states = states;
    this.children = Children.of(pipeline.name());
    for (Modality m : Modality.values()) {
      modalityOfTopic.put(pipeline.topics().input(m), m);
    }
  }

  @Override
  public void init(ProcessorContext<Object, Object> context) {
    this.context = context;
    state = states.of(context);
    assembler = new WindowAssembler(pipeline.window(), state);
    progressLoggedMs = context.currentSystemTimeMs();
    context.schedule(tick, PunctuationType.WALL_CLOCK_TIME, this::onTick);
  }

  @Override
  public void close() {
    states.close(context.taskId());
    board.forget(context.taskId().partition());
  }

  @Override
  public void process(Record<byte[], Decoded> in) {
    RecordMetadata origin = context.recordMetadata().orElseThrow();
    Modality modality = modalityOfTopic.get(origin.topic());
    try (SampleSpan span = trace.read(modality, in.headers())) {
      take(in, origin, modality, span);
    }
    if (state.progress().isFull()) {
      logProgress(context.currentSystemTimeMs());
    }
  }

  private void take(
      Record<byte[], Decoded> in, RecordMetadata origin, Modality modality, SampleSpan span) {
    Ledger ledger = state.ledger();
    ledger.read(modality, origin.offset());
    metrics.sample(modality);
    RejectReason reason = refusal(in);
    if (reason != null) {
      ledger.deadLetter(modality);
      state.progress().read(modality, false, context.currentSystemTimeMs());
      state.saveLedger();
      deadLetter(in, origin, reason, "decode", span);
    } else {
      place(in, (Decoded.Valid) in.value(), origin, span);
    }
  }

  /** Why the envelope cannot be believed, or null. */
  private static RejectReason refusal(Record<byte[], Decoded> in) {
    if (in.value() instanceof Decoded.Broken broken) {
      return broken.reason();
    }
    Decoded.Valid valid = (Decoded.Valid) in.value();
    String subject = valid.sample().getSubject();
    boolean sameKey =
        in.key() != null && Arrays.equals(in.key(), subject.getBytes(StandardCharsets.UTF_8));
    if (!sameKey || subject.isBlank()) {
      return RejectReason.KEY_MISMATCH;
    }
    if (isTooLong(subject)
        || isTooLong(valid.sample().getCorrelationId())
        || isTooLong(valid.sample().getSite())
        || isTooLong(valid.sample().getSubjectKind())) {
      return RejectReason.RECORD_TOO_LARGE;
    }
    return EventTimeExtractor.believed(valid, in.timestamp())
        ? null
        : RejectReason.EVENT_TIME_OUT_OF_RANGE;
  }

  private static boolean isTooLong(String id) {
    return id != null && id.length() > MAX_IDENTIFIER;
  }

  private void place(
      Record<byte[], Decoded> in, Decoded.Valid valid, RecordMetadata origin, SampleSpan span) {
    Ledger ledger = state.ledger();
    Arrival arrival = arrival(valid, origin);
    if (arrival.sha256() != null) {
      payloads.put(
          origin.topic(), origin.partition(), origin.offset(), valid.sample(), valid.raw().length);
    }
    long opened = ledger.state().getOpened();
    long wallMs = context.currentSystemTimeMs();
    List<Decision> decisions = assembler.onArrival(arrival, wallMs, ledger);
    state.progress().read(arrival.modality(), ledger.state().getOpened() > opened, wallMs);
    // before forwarding: the scoring processor runs inside forward() and writes the ledger too
    state.saveLedger();
    countArrival(arrival, decisions);
    // a marker is no input of a prediction, and who came too late is none either
    if (arrival.sha256() != null
        && decisions.stream()
            .noneMatch(d -> d instanceof Decision.Late || d instanceof Decision.Refuse)) {
      span.held(origin.topic(), origin.partition(), origin.offset());
    }
    for (Decision d : decisions) {
      if (d instanceof Decision.Late late) {
        forwardLate(late, arrival, valid.sample(), origin, in.timestamp(), span);
      } else if (d instanceof Decision.Refuse refuse) {
        deadLetter(in, origin, refuse.reason(), "window", span);
      } else if (d instanceof Decision.Emit emit) {
        emit(emit, in.timestamp());
      }
    }
  }

  private void countArrival(Arrival a, List<Decision> decisions) {
    if (decisions.stream().noneMatch(d -> d instanceof Decision.Refuse)) {
      boolean late = decisions.stream().anyMatch(d -> d instanceof Decision.Late);
      metrics.arrived(a.site(), a.modality(), late);
    }
  }

  private static Arrival arrival(Decoded.Valid valid, RecordMetadata origin) {
    Sample s = valid.sample();
    AbsenceReason marker = s.getPayload() instanceof AbsenceMarker m ? m.getReason() : null;
    return new Arrival(
        s.getSubject(),
        s.getModality(),
        origin.partition(),
        origin.offset(),
        s.getEventTime().toEpochMilli(),
        s.getCorrelationId(),
        s.getSite(),
        s.getSubjectKind(),
        s.getQuality(),
        valid.sha256(),
        marker);
  }

  private void onTick(long nowMs) {
    if (nowMs - progressLoggedMs >= LOG_PROGRESS_MS) {
      logProgress(nowMs);
    }
    Ledger ledger = state.ledger();
    long[] positions = ledger.positions();
    int partition = context.taskId().partition();
    long[] readToEndAt = readToEnd.at(pipeline.name(), partition, positions);
    List<Decision> decisions = assembler.onTick(readToEndAt, ledger);
    if (board.isWanted(partition, nowMs)) {
      board.report(partition, assembler.waiting(nowMs));
    }
    if (decisions.isEmpty()) {
      return;
    }
    state.saveLedger();
    log(new Tick(Instant.ofEpochMilli(nowMs), Arrays.stream(readToEndAt).boxed().toList()), nowMs);
    for (Decision d : decisions) {
      if (d instanceof Decision.Emit emit) {
        emit(emit, nowMs);
      }
    }
  }

  private void logProgress(long nowMs) {
    progressLoggedMs = nowMs;
    if (!state.progress().isEmpty()) {
      log(state.progress().take(), nowMs);
      state.saveLedger();
    }
  }

  private void log(Object step, long timestampMs) {
    forward(
        children.decisions(),
        new Record<>(
            pipeline.name(),
            new WindowDecision(
                pipeline.name(),
                context.taskId().partition(),
                Arrays.stream(state.ledger().positions()).boxed().toList(),
                step),
            timestampMs));
  }

  private void emit(Decision.Emit emit, long timestampMs) {
    metrics.decided(emit.cause());
    PendingObservation observation =
        Drafts.of(emit, pipeline.topics(), pipeline.window().expected(emit.window()), timestampMs);
    trace.decided(observation, emit.window().getFirstSeen());
    forward(children.scoring(), new Record<>(emit.subject(), observation, timestampMs));
  }

  private void forwardLate(
      Decision.Late late,
      Arrival a,
      Sample sample,
      RecordMetadata origin,
      long timestampMs,
      SampleSpan span) {
    metrics.late(a.modality());
    span.refused("late");
    Topics topics = pipeline.topics();
    SampleRef ref =
        new SampleRef(
            a.modality(),
            topics.input(a.modality()),
            origin.partition(),
            origin.offset(),
            sample.getEventTime(),
            a.sha256() == null ? "" : HexFormat.of().formatHex(a.sha256()));
    LateSample value =
        new LateSample(
            pipeline.name(),
            late.windowId(),
            Instant.ofEpochMilli(late.windowStart()),
            late.finalRevision(),
            ref,
            sample);
    Record<String, LateSample> record = new Record<>(a.subject(), value, timestampMs);
    span.inject(record.headers());
    forward(children.late(), record);
  }

  private void deadLetter(
      Record<byte[], Decoded> in,
      RecordMetadata origin,
      RejectReason reason,
      String stage,
      SampleSpan span) {
    metrics.deadLetter(reason);
    span.refused(reason.name());
    Record<Object, Object> letter = DeadLetters.raw(in, origin, reason, stage);
    span.inject(letter.headers());
    forward(children.rawDeadLetters(), letter);
  }

  private void forward(String child, Record<?, ?> record) {
    context.forward(
        new Record<Object, Object>(
            record.key(), record.value(), record.timestamp(), record.headers()),
        child);
  }
}
