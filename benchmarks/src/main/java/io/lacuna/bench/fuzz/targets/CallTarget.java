package io.lacuna.bench.fuzz.targets;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lacuna.app.intake.chunk.CallRecord;
import io.lacuna.app.intake.chunk.CallRecordReader;
import io.lacuna.app.intake.chunk.CallSeal;
import io.lacuna.bench.fuzz.FuzzTarget;
import io.lacuna.bench.fuzz.mutate.Mutation;
import io.lacuna.bench.fuzz.mutate.Varints;
import io.lacuna.schema.AudioChunk;
import io.lacuna.schema.ChunkEncoding;
import io.lacuna.schema.UtteranceBoundary;
import io.lacuna.schema.UtteranceEnd;
import io.lacuna.wire.RegistryAvro;
import io.lacuna.wire.RegistryConfig;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.processor.api.Record;

/** Records of a feed of call audio, through the intake's own reader to the audio or the text. */
public final class CallTarget implements FuzzTarget {
  private static final String TOPIC = "fuzz";
  private static final String CALL = "call-1";
  private static final long NOW = 1_700_000_000_000L;
  private static final int FRAME = 5;
  private static final int MAX_RECORD = 1 << 17;
  private static final int MAX_PAYLOAD = 1 << 19;

  private final String name;
  private final List<SpecificRecord> records;
  private final boolean isChunk;
  private final RegistryAvro registry =
      RegistryAvro.connect(Map.of(RegistryConfig.URL, "mock://fuzz-calls"));
  private final CallRecordReader reader =
      new CallRecordReader(
          registry, new CallSeal(Optional.empty()), MAX_RECORD, 60_000, MAX_PAYLOAD);

  private CallTarget(String name, boolean isChunk, List<SpecificRecord> records) {
    this.name = name;
    this.isChunk = isChunk;
    this.records = records;
  }

  /** Chunks in every encoding, one with a mark. */
  public static CallTarget chunk() {
    List<SpecificRecord> chunks = new ArrayList<>();
    for (ChunkEncoding encoding :
        List.of(ChunkEncoding.PCM16, ChunkEncoding.MULAW, ChunkEncoding.ALAW)) {
      chunks.add(chunk(encoding, new byte[320]).build());
    }
    chunks.add(
        chunk(ChunkEncoding.WAV, WavSeeds.telephone())
            .setUtteranceEnd(new UtteranceEnd("u-1", 0L))
            .build());
    return new CallTarget("chunk", true, chunks);
  }

  /** Boundaries with and without a text. */
  public static CallTarget boundary() {
    return new CallTarget(
        "boundary", false, List.of(words().build(), words().setText("good day").build()));
  }

  private static AudioChunk.Builder chunk(ChunkEncoding encoding, byte[] audio) {
    return AudioChunk.newBuilder()
        .setCallId(CALL)
        .setChannel("agent")
        .setSequence(3)
        .setOffset(4_800)
        .setEventTime(Instant.ofEpochMilli(NOW))
        .setSampleRate(8_000)
        .setEncoding(encoding)
        .setAudio(ByteBuffer.wrap(audio))
        .setSite("north");
  }

  private static UtteranceBoundary.Builder words() {
    return UtteranceBoundary.newBuilder()
        .setCallId(CALL)
        .setChannel("agent")
        .setUtteranceId("u-1")
        .setEventTime(Instant.ofEpochMilli(NOW))
        .setStartMs(100)
        .setEndMs(900)
        .setSite("north");
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public List<byte[]> seeds() {
    return records.stream().map(record -> registry.encode(TOPIC + name, record)).toList();
  }

  @Override
  public List<Mutation> mutations() {
    return List.of(Varints.ANYWHERE.after(FRAME));
  }

  @Override
  public List<byte[]> tokens() {
    return Stream.of("RIFF", "WAVE", "fmt ", "data", CALL).map(t -> t.getBytes(UTF_8)).toList();
  }

  @Override
  public long maxAllocation() {
    return 64L << 20;
  }

  @Override
  public String run(byte[] input) {
    Record<byte[], byte[]> record = new Record<>(CALL.getBytes(UTF_8), input, NOW);
    CallRecord read = isChunk ? reader.chunk(record, 0) : reader.boundary(record);
    return read instanceof CallRecord.Broken broken ? broken.reason().name() : ACCEPTED;
  }

  @Override
  public void close() {
    registry.close();
  }
}
