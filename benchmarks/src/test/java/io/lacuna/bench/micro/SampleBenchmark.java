package io.lacuna.bench.micro;

import io.lacuna.schema.InlineBytes;
import io.lacuna.schema.Modality;
import io.lacuna.schema.Sample;
import io.lacuna.wire.RegistryAvro;
import io.lacuna.wire.WireException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Map;
import java.util.Random;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A record of an input topic, with a payload of 10 KiB. */
@State(Scope.Thread)
public class SampleBenchmark {
  private static final String TOPIC = "micro.image.v1";

  private RegistryAvro registry;
  private byte[] record;

  @Setup
  public void open() {
    registry = RegistryAvro.connect(Map.of("schema.registry.url", "mock://micro"));
    byte[] payload = new byte[10 << 10];
    new Random(3).nextBytes(payload);
    record =
        registry.encode(
            TOPIC,
            Sample.newBuilder()
                .setSubject("subject-1")
                .setModality(Modality.IMAGE)
                .setEventTime(Instant.ofEpochMilli(1_700_000_000_000L))
                .setPayload(new InlineBytes("image/png", ByteBuffer.wrap(payload)))
                .build());
  }

  @TearDown
  public void close() {
    registry.close();
  }

  @Benchmark
  public Sample decode() throws WireException {
    return registry.decode(record, Sample.class);
  }
}
