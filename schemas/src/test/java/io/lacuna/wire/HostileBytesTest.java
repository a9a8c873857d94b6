package io.lacuna.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lacuna.schema.Sample;
import io.lacuna.wire.WireException.Reason;
import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Values whose frame is right and whose Avro is not. */
class HostileBytesTest {
  private static final long HUGE_LENGTH = 1L << 30;
  private static final long ALLOCATION_LIMIT_BYTES = 4L << 20;
  private static final int TENSOR_BRANCH = 1;

  private final RegistryAvro avro =
      RegistryAvro.connect(Map.of(RegistryConfig.URL, "mock://hostile-bytes-test"));
  private final byte[] good = avro.encode("t", Records.text("p-1"));

  @Test
  void refusesEveryTruncation() {
    for (int length = WireFormat.HEADER_BYTES; length < good.length; length++) {
      assertMalformed(Arrays.copyOf(good, length));
    }
  }

  @Test
  void refusesTrailingBytes() {
    assertMalformed(Arrays.copyOf(good, good.length + 1));
  }

  @ParameterizedTest
  @ValueSource(longs = {HUGE_LENGTH, Integer.MAX_VALUE, Long.MAX_VALUE, -1, Long.MIN_VALUE})
  void refusesLengthsBeyondTheInputWithoutAllocating(long length) {
    // the first field is a string: its length comes first
    assertRefusedCheaply(frame(out -> write(out, e -> e.writeLong(length))));
    // the bytes of an inline payload
    assertRefusedCheaply(
        frame(
            out ->
                write(
                    out,
                    e -> {
                      envelope(e, 0);
                      e.writeString("image/png");
                      e.writeLong(length);
                    })));
    // the dimensions of a tensor: the count of an array block
    assertRefusedCheaply(
        frame(
            out ->
                write(
                    out,
                    e -> {
                      envelope(e, TENSOR_BRANCH);
                      e.writeLong(length);
                    })));
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 4, Integer.MAX_VALUE})
  void refusesUnknownUnionBranches(int branch) {
    assertMalformed(frame(out -> write(out, e -> envelope(e, branch))));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void randomDamageIsEitherReadOrRefusedForItsBytes(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = good.clone();
      for (int flips = 1 + random.nextInt(4); flips > 0; flips--) {
        int at = WireFormat.HEADER_BYTES + random.nextInt(bytes.length - WireFormat.HEADER_BYTES);
        bytes[at] = (byte) random.nextInt();
      }
      try {
        avro.decode(bytes, Sample.class);
      } catch (WireException e) {
        assertThat(e.reason()).as("seed %d, case %d", seed, i).isEqualTo(Reason.MALFORMED_AVRO);
      }
    }
  }

  private void assertMalformed(byte[] bytes) {
    assertThatThrownBy(() -> avro.decode(bytes, Sample.class))
        .isInstanceOfSatisfying(
            WireException.class, e -> assertThat(e.reason()).isEqualTo(Reason.MALFORMED_AVRO));
  }

  private void assertRefusedCheaply(byte[] bytes) {
    assertMalformed(bytes);
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    assertMalformed(bytes);
    assertThat(threads.getCurrentThreadAllocatedBytes() - before)
        .isLessThan(ALLOCATION_LIMIT_BYTES);
  }

  /** A good frame with other Avro behind it. */
  private byte[] frame(Consumer<ByteArrayOutputStream> body) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(good, 0, WireFormat.HEADER_BYTES);
    body.accept(out);
    return out.toByteArray();
  }

  private interface Body {
    void write(BinaryEncoder encoder) throws java.io.IOException;
  }

  private static void write(ByteArrayOutputStream out, Body body) {
    BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
    try {
      body.write(encoder);
      encoder.flush();
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** A sample up to its payload's union branch. */
  private static void envelope(BinaryEncoder e, int payloadBranch) throws java.io.IOException {
    e.writeString("p-1");
    e.writeEnum(1);
    e.writeLong(1_700_000_000_123L);
    e.writeIndex(0);
    e.writeIndex(0);
    e.writeIndex(0);
    e.writeIndex(payloadBranch);
  }
}
