package io.lacuna.trainer.corpus;

import io.lacuna.schema.ClaimCheck;
import io.lacuna.schema.FeatureTensor;
import io.lacuna.schema.InlineBytes;
import io.lacuna.schema.Modality;
import io.lacuna.schema.Sample;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/**
 * Ways a record of the feed is broken on purpose. A broken payload takes the place of a good
 * sample; a broken envelope is an extra record.
 */
enum Breakage {
  TRUNCATED_IMAGE(Modality.IMAGE),
  HEADER_ONLY_WAV(Modality.AUDIO),
  INVALID_UTF8(Modality.TEXT),
  BLANK_TEXT(Modality.TEXT),
  WRONG_SHAPE(Modality.IMAGE),
  NOT_FINITE(Modality.AUDIO),
  OVERSIZE_CLAIM(Modality.IMAGE),
  UNKNOWN_SCHEMA_ID(Modality.TEXT),
  NOT_REGISTRY_FORMAT(Modality.AUDIO),
  YEAR_2100(Modality.IMAGE);

  private static final long OVERSIZE_BYTES = (256L << 10) + (50L << 20);
  private static final Instant FAR_FUTURE = Instant.parse("2100-01-01T00:00:00Z");

  private final Modality modality;

  Breakage(Modality modality) {
    this.modality = modality;
  }

  Modality modality() {
    return modality;
  }

  /** Whether the record cannot even be read as a sample of its time. */
  boolean breaksEnvelope() {
    return compareTo(UNKNOWN_SCHEMA_ID) >= 0;
  }

  static List<Breakage> payloads() {
    return Arrays.stream(values()).filter(b -> !b.breaksEnvelope()).toList();
  }

  static List<Breakage> envelopes() {
    return Arrays.stream(values()).filter(Breakage::breaksEnvelope).toList();
  }

  /** The record value that stands for a good sample. */
  byte[] value(Sample good) {
    Sample copy = Sample.newBuilder(good).build();
    switch (this) {
      case NOT_REGISTRY_FORMAT:
        return ("{\"subject\":\"" + good.getSubject() + "\"}").getBytes(StandardCharsets.UTF_8);
      case UNKNOWN_SCHEMA_ID:
        return Wire.encode(good, Wire.UNKNOWN_SCHEMA_ID);
      case YEAR_2100:
        copy.setEventTime(FAR_FUTURE);
        break;
      default:
        copy.setPayload(payload(good));
    }
    return Wire.encode(copy, Wire.SAMPLE_SCHEMA_ID);
  }

  private Object payload(Sample good) {
    InlineBytes inline = (InlineBytes) good.getPayload();
    String mediaType = inline.getMediaType();
    byte[] bytes = inline.getBytes().array();
    return switch (this) {
      case TRUNCATED_IMAGE -> inline(mediaType, Arrays.copyOf(bytes, bytes.length / 3));
      case HEADER_ONLY_WAV -> inline(mediaType, emptyWav(bytes));
      case INVALID_UTF8 -> inline(mediaType, new byte[] {'a', (byte) 0xC3, '(', (byte) 0xFF});
      case BLANK_TEXT -> inline(mediaType, " \t\n ".getBytes(StandardCharsets.UTF_8));
      case WRONG_SHAPE -> tensor(List.of(2, 3, 5), new float[30]);
      case NOT_FINITE -> tensor(List.of(4, 64), notFinite(4 * 64));
      case OVERSIZE_CLAIM ->
          new ClaimCheck("archive:" + good.getSubject(), "0".repeat(64), OVERSIZE_BYTES, mediaType);
      default -> throw new IllegalStateException(this + " breaks the envelope");
    };
  }

  private static InlineBytes inline(String mediaType, byte[] bytes) {
    return new InlineBytes(mediaType, ByteBuffer.wrap(bytes));
  }

  /** The same WAV file up to its samples, with a data chunk of no length. */
  private static byte[] emptyWav(byte[] wav) {
    int end = new String(wav, StandardCharsets.ISO_8859_1).indexOf("data") + 8;
    byte[] header = Arrays.copyOf(wav, end);
    ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN).putInt(4, end - 8).putInt(end - 4, 0);
    return header;
  }

  private static FeatureTensor tensor(List<Integer> shape, float[] values) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return new FeatureTensor(shape, bytes);
  }

  private static float[] notFinite(int length) {
    float[] values = new float[length];
    values[length / 2] = Float.NaN;
    return values;
  }
}
