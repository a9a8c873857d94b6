package io.lacuna.wire;

import io.lacuna.schema.AbsenceMarker;
import io.lacuna.schema.AbsenceReason;
import io.lacuna.schema.FeatureTensor;
import io.lacuna.schema.InlineBytes;
import io.lacuna.schema.Modality;
import io.lacuna.schema.Sample;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;

/** Records for the tests of this package. */
final class Records {
  private Records() {}

  static Sample text(String subject) {
    byte[] words = "short of breath since noon".getBytes(java.nio.charset.StandardCharsets.UTF_8);
    return sample(subject, new InlineBytes("text/plain", ByteBuffer.wrap(words)));
  }

  static Sample tensor(String subject) {
    return sample(subject, new FeatureTensor(List.of(2, 2), ByteBuffer.allocate(4 * Float.BYTES)));
  }

  static Sample marker(String subject) {
    return sample(subject, new AbsenceMarker(AbsenceReason.NOT_PERFORMED));
  }

  private static Sample sample(String subject, Object payload) {
    return Sample.newBuilder()
        .setSubject(subject)
        .setModality(Modality.TEXT)
        .setEventTime(Instant.ofEpochMilli(1_700_000_000_123L))
        .setSite("ward-3")
        .setPayload(payload)
        .build();
  }
}
