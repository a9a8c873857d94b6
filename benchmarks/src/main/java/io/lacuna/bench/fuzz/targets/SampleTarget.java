package io.lacuna.bench.fuzz.targets;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lacuna.app.batch.Payloads;
import io.lacuna.app.topology.Decoded;
import io.lacuna.app.topology.SampleDeserializer;
import io.lacuna.bench.fuzz.FuzzTarget;
import io.lacuna.bench.fuzz.mutate.Mutation;
import io.lacuna.bench.fuzz.mutate.Varints;
import io.lacuna.model.modality.PayloadException;
import io.lacuna.schema.AbsenceMarker;
import io.lacuna.schema.AbsenceReason;
import io.lacuna.schema.FeatureTensor;
import io.lacuna.schema.InlineBytes;
import io.lacuna.schema.Modality;
import io.lacuna.schema.Sample;
import io.lacuna.wire.RegistryAvro;
import io.lacuna.wire.RegistryConfig;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Values of an input topic, through the topology's own deserializer to the bare payload. */
public final class SampleTarget implements FuzzTarget {
  private static final String TOPIC = "fuzz";
  private static final int FRAME = 5;
  private static final int MAX_RECORD = 1 << 16;

  private final RegistryAvro registry =
      RegistryAvro.connect(Map.of(RegistryConfig.URL, "mock://fuzz"));
  private final SampleDeserializer deserializer =
      new SampleDeserializer(registry, Modality.IMAGE, MAX_RECORD);
  private final Payloads payloads = new Payloads(Configs.smallest().payload());

  @Override
  public String name() {
    return "sample";
  }

  @Override
  public List<byte[]> seeds() {
    ByteBuffer bytes = ByteBuffer.wrap(new byte[24]);
    return Stream.of(
            new InlineBytes("image/png", bytes),
            new FeatureTensor(List.of(2, 3), bytes),
            new AbsenceMarker(AbsenceReason.NOT_PERFORMED))
        .map(payload -> registry.encode(TOPIC, sample(payload)))
        .toList();
  }

  private static Sample sample(Object payload) {
    return Sample.newBuilder()
        .setSubject("p-1")
        .setModality(Modality.IMAGE)
        .setEventTime(Instant.ofEpochMilli(1_700_000_000_000L))
        .setSite("ward-3")
        .setCorrelationId("study-9")
        .setQuality(0.5f)
        .setPayload(payload)
        .build();
  }

  @Override
  public List<Mutation> mutations() {
    return List.of(Varints.ANYWHERE.after(FRAME));
  }

  @Override
  public List<byte[]> tokens() {
    return Stream.of("image/png", "p-1").map(t -> t.getBytes(UTF_8)).toList();
  }

  @Override
  public long maxAllocation() {
    return 64L << 20;
  }

  @Override
  public String run(byte[] input) {
    Decoded decoded = deserializer.deserialize(TOPIC, input);
    if (decoded instanceof Decoded.Broken broken) {
      return broken.reason().name();
    }
    Sample sample = ((Decoded.Valid) decoded).sample();
    try {
      if (!(sample.getPayload() instanceof AbsenceMarker)) {
        payloads.of(sample);
      }
      return ACCEPTED;
    } catch (PayloadException e) {
      return e.reason().name();
    }
  }

  @Override
  public void close() {
    registry.close();
  }
}
