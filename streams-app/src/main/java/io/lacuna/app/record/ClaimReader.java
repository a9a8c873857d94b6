package io.lacuna.app.record;

import io.lacuna.app.batch.Payloads;
import io.lacuna.model.modality.Payload;
import io.lacuna.model.modality.PayloadException;
import io.lacuna.model.recording.RecordingBuilder;
import io.lacuna.schema.ClaimCheck;
import io.lacuna.schema.Sample;
import java.nio.ByteBuffer;

/** Reads what lies behind claim checks, under the bounds of the live service. */
final class ClaimReader implements AutoCloseable {
  /** Kind of the counts of claims that could not be read, by reason. */
  static final String UNREADABLE = "unreadableClaims";

  private final Payloads payloads;

  ClaimReader(Payloads payloads) {
    this.payloads = payloads;
  }

  /** The payload behind the sample's claim; null, and counted, when it cannot be had. */
  ByteBuffer read(Sample sample, RecordingBuilder counts) {
    if (!(sample.getPayload() instanceof ClaimCheck)) {
      return null;
    }
    try {
      Payload.Encoded payload = (Payload.Encoded) payloads.of(sample);
      return ByteBuffer.wrap(payload.bytes());
    } catch (PayloadException e) {
      counts.count(UNREADABLE, e.reason().name());
      return null;
    }
  }

  @Override
  public void close() {
    payloads.close();
  }
}
