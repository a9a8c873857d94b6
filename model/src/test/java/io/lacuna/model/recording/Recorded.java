package io.lacuna.model.recording;

import io.lacuna.schema.InlineBytes;
import io.lacuna.schema.Modality;
import io.lacuna.schema.RecordedRecord;
import io.lacuna.schema.Sample;
import io.lacuna.wire.TrustedRecords;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;

/** Records for the tests of this package. */
final class Recorded {
  static final int SAMPLE_ID = 1;

  static {
    TrustedRecords.install();
  }

  private Recorded() {}

  static Sample sample(String subject, Modality modality, String payload) {
    return Sample.newBuilder()
        .setSubject(subject)
        .setModality(modality)
        .setEventTime(Instant.ofEpochMilli(1_700_000_000_000L))
        .setPayload(new InlineBytes("text/plain", bytes(payload)))
        .build();
  }

  static RecordedRecord record(
      TopicRole role, int partition, long offset, long timestampMs, String key, ByteBuffer value) {
    return new RecordedRecord(
        role.word(),
        partition,
        offset,
        Instant.ofEpochMilli(timestampMs),
        key == null ? null : bytes(key),
        value,
        List.of(),
        null);
  }

  /** The record as a registry frames it. */
  static ByteBuffer framed(int schemaId, SpecificRecord value) {
    var out = new ByteArrayOutputStream();
    out.writeBytes(ByteBuffer.allocate(5).put((byte) 0).putInt(schemaId).array());
    BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
    try {
      new SpecificDatumWriter<SpecificRecord>(value.getSchema()).write(value, encoder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return ByteBuffer.wrap(out.toByteArray());
  }

  static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  static RecordingOrigin origin(String name) {
    return new RecordingOrigin(name, "patient", 0, "made by a test", "", null, List.of());
  }
}
