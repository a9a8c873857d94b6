package io.lacuna.app.topology;

import io.lacuna.model.modality.RejectReason;
import io.lacuna.schema.AbsenceMarker;
import io.lacuna.schema.ClaimCheck;
import io.lacuna.schema.FeatureTensor;
import io.lacuna.schema.InlineBytes;
import io.lacuna.schema.Modality;
import io.lacuna.schema.Sample;
import io.lacuna.wire.RegistryAvro;
import io.lacuna.wire.WireException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * Decodes the value of an input record. Bad bytes become {@link Decoded.Broken}; only an
 * unreachable registry throws, because that says nothing about the record.
 */
final class SampleDeserializer implements Deserializer<Decoded> {
  private final RegistryAvro registry;
  private final Modality modality;
  private final int maxBytes;

  SampleDeserializer(RegistryAvro registry, Modality modality, int maxBytes) {
    this.registry = registry;
    this.modality = modality;
    this.maxBytes = maxBytes;
  }

  @Override
  public Decoded deserialize(String topic, byte[] raw) {
    if (raw != null && raw.length > maxBytes) {
      return new Decoded.Broken(RejectReason.RECORD_TOO_LARGE, raw);
    }
    try {
      Sample sample = registry.decode(raw, Sample.class);
      if (sample.getModality() != modality) {
        return new Decoded.Broken(RejectReason.MODALITY_MISMATCH, raw);
      }
      return new Decoded.Valid(sample, digest(sample.getPayload()), raw);
    } catch (WireException e) {
      return new Decoded.Broken(RejectReason.valueOf(e.reason().name()), raw);
    }
  }

  private static byte[] digest(Object payload) {
    if (payload instanceof AbsenceMarker) {
      return null;
    }
    MessageDigest sha256 = sha256();
    if (payload instanceof InlineBytes inline) {
      sha256.update(inline.getBytes().duplicate());
    } else if (payload instanceof FeatureTensor tensor) {
      for (int length : tensor.getShape()) {
        sha256.update(ByteBuffer.allocate(Integer.BYTES).putInt(length).flip());
      }
      sha256.update(tensor.getValues().duplicate());
    } else {
      // the sender's own digest names the payload; it is checked when the payload is fetched
      sha256.update(((ClaimCheck) payload).getSha256().getBytes(StandardCharsets.UTF_8));
    }
    return sha256.digest();
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
