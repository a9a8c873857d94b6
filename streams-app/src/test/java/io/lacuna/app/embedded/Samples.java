package io.lacuna.app.embedded;

import io.lacuna.schema.InlineBytes;
import io.lacuna.schema.Modality;
import io.lacuna.schema.Sample;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** Records for the tests of this package. */
final class Samples {
  private Samples() {}

  static Sample text(String subject, Instant eventTime) {
    byte[] words = ("note about " + subject).getBytes(StandardCharsets.UTF_8);
    return Sample.newBuilder()
        .setSubject(subject)
        .setModality(Modality.TEXT)
        .setEventTime(eventTime)
        .setPayload(new InlineBytes("text/plain", ByteBuffer.wrap(words)))
        .build();
  }
}
