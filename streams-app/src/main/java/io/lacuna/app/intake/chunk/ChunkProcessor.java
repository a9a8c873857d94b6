package io.lacuna.app.intake.chunk;

import io.lacuna.app.intake.utterance.CallDecision;
import io.lacuna.app.intake.utterance.Ledger;
import io.lacuna.app.intake.utterance.UtteranceAssembler;
import io.lacuna.app.topology.DeadLetters;
import io.lacuna.model.modality.RejectReason;
import io.lacuna.schema.Modality;
import io.lacuna.schema.Rejection;
import io.lacuna.schema.SampleRef;
import io.lacuna.schema.state.HeldChunk;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/** Makes samples of call audio: the adapter between Kafka Streams and the utterance rule. */
final class ChunkProcessor implements Processor<byte[], byte[], Object, Object> {
  private static final String STAGE = "intake";

  private final ChunkFeed feed;
  private final ChunkSteps.Shared shared;
  private final ChunkSteps.Names names;
  private final CallSeal seal;
  private final CallRecordReader reader;
  private final UtteranceSamples samples;

  private ProcessorContext<Object, Object> context;
  private StoredCalls calls;
  private Ledger ledger;
  private UtteranceAssembler assembler;

  ChunkProcessor(ChunkFeed feed, ChunkSteps.Shared shared) {
    this.feed = feed;
    this.shared = shared;
    this.names = ChunkSteps.Names.of(feed.name());
    this.seal = new CallSeal(shared.keys());
    this.reader =
        new CallRecordReader(
            shared.registry(),
            seal,
            shared.maxRecord(),
            shared.maxFutureSkew().toMillis(),
            feed.policy().maxWavBytes());
    this.samples = new UtteranceSamples(feed.name(), seal);
  }

  @Override
  public void init(ProcessorContext<Object, Object> context) {
    this.context = context;
    calls = new StoredCalls(context, CallStores.Names.of(feed.name()), seal);
    ledger = calls.ledger();
    assembler = new UtteranceAssembler(feed.policy(), calls);
    context.schedule(shared.tick(), PunctuationType.WALL_CLOCK_TIME, this::onTick);
  }

  @Override
  public void process(Record<byte[], byte[]> in) {
    RecordMetadata origin = context.recordMetadata().orElseThrow();
    if (origin.topic().equals(feed.chunks())) {
      onChunk(in, origin);
    } else {
      onBoundary(in, origin);
    }
    calls.save(ledger);
  }

  private void onChunk(Record<byte[], byte[]> in, RecordMetadata origin) {
    ledger.readChunk(origin.offset());
    CallRecord record = reader.chunk(in, origin.offset());
    if (record instanceof CallRecord.Broken broken) {
      ledger.refuseChunk();
      deadLetter(in, origin, broken.reason(), record);
    } else if (record instanceof CallRecord.OfChunk of) {
      long wallMs = context.currentSystemTimeMs();
      take(assembler.onChunk(of.chunk(), wallMs, ledger), in, origin, record);
    }
  }

  private void onBoundary(Record<byte[], byte[]> in, RecordMetadata origin) {
    ledger.readBoundary(origin.offset());
    CallRecord record = reader.boundary(in);
    if (record instanceof CallRecord.Broken broken) {
      ledger.refuseBoundary();
      deadLetter(in, origin, broken.reason(), record);
    } else if (record instanceof CallRecord.OfBoundary of) {
      long wallMs = context.currentSystemTimeMs();
      List<CallDecision> decisions = assembler.onBoundary(of.boundary(), wallMs, ledger);
      boolean refused = decisions.stream().anyMatch(CallDecision.Refused.class::isInstance);
      if (of.text() != null && !refused) {
        context.forward(samples.text(of.boundary(), of.text(), in.timestamp()), names.text());
      }
      take(decisions, in, origin, record);
    }
  }

  /** What the rule decided about a record. */
  private void take(
      List<CallDecision> decisions,
      Record<byte[], byte[]> in,
      RecordMetadata origin,
      CallRecord record) {
    for (CallDecision d : decisions) {
      if (d instanceof CallDecision.Refused refused) {
        deadLetter(in, origin, refused.reason(), record);
      } else if (d instanceof CallDecision.MarkRefused refused) {
        deadLetter(in, origin, refused.reason(), record);
      }
    }
    forward(decisions, in.timestamp());
  }

  private void onTick(long nowMs) {
    int partition = context.taskId().partition();
    long[] readToEndAt = new long[2];
    readToEndAt[UtteranceAssembler.CHUNKS] =
        shared.ends().at(feed.chunks(), partition, ledger.state().getChunkPosition());
    readToEndAt[UtteranceAssembler.BOUNDARIES] =
        feed.policy().byMarks()
            ? -1
            : shared.ends().at(feed.boundaries(), partition, ledger.state().getBoundaryPosition());
    List<CallDecision> decisions = assembler.onTick(readToEndAt, ledger);
    if (!decisions.isEmpty()) {
      calls.save(ledger);
      forward(decisions, nowMs);
    }
  }

  private void forward(List<CallDecision> decisions, long timestampMs) {
    for (CallDecision d : decisions) {
      if (d instanceof CallDecision.Assembled assembled) {
        context.forward(samples.audio(assembled, timestampMs), names.audio());
      } else if (d instanceof CallDecision.Absent absent) {
        context.forward(samples.marker(absent, timestampMs), names.audio());
      } else if (d instanceof CallDecision.Dropped dropped) {
        point(dropped, timestampMs);
      }
    }
  }

  private void deadLetter(
      Record<byte[], byte[]> in, RecordMetadata origin, RejectReason reason, CallRecord record) {
    shared.deadLetters().accept(feed, reason);
    byte[] value =
        record.sealed() == null
            ? in.value()
            : shared.registry().encode(origin.topic(), record.sealed());
    context.forward(
        DeadLetters.raw(
            in.withValue(value),
            new TopicPartition(origin.topic(), origin.partition()),
            origin.offset(),
            reason,
            STAGE),
        names.deadLetters());
  }

  /** A dead letter that points to a chunk; its audio is in the topic. */
  private void point(CallDecision.Dropped dropped, long timestampMs) {
    HeldChunk chunk = dropped.chunk();
    RejectReason reason = dropped.reason();
    shared.deadLetters().accept(feed, reason);
    int partition = context.taskId().partition();
    ByteBuffer digest = chunk.getSha256().duplicate();
    byte[] sha256 = new byte[digest.remaining()];
    digest.get(sha256);
    Rejection value =
        new Rejection(
            feed.topics().pipeline(),
            chunk.getCallId(),
            chunk.getChannel() + "/" + chunk.getSequence(),
            reason.name(),
            new SampleRef(
                Modality.AUDIO,
                feed.chunks(),
                partition,
                chunk.getLogOffset(),
                Instant.ofEpochMilli(chunk.getEventTime()),
                HexFormat.of().formatHex(sha256)));
    Headers headers =
        DeadLetters.pointer(reason, STAGE, feed.chunks(), partition, chunk.getLogOffset());
    context.forward(new Record<>(chunk.getCallId(), value, timestampMs, headers), names.pointers());
  }
}
