package io.lacuna.app.topology;

import io.lacuna.model.modality.RejectReason;
import io.lacuna.schema.Modality;
import io.lacuna.schema.Sample;
import io.lacuna.wire.RegistryAvro;
import io.lacuna.wire.WireException;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * Decodes the value of an input record. Bad bytes become {@link Decoded.Broken}; only an
 * unreachable registry throws, because that says nothing about the record.
 */
public final class SampleDeserializer implements Deserializer<Decoded> {
  private final RegistryAvro registry;
  private final Modality modality;
  private final int maxBytes;

  /**
   * @param modality of the topic
   * @param maxBytes largest value that is decoded
   */
  public SampleDeserializer(RegistryAvro registry, Modality modality, int maxBytes) {
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
      return new Decoded.Valid(sample, PayloadDigest.of(sample.getPayload()), raw);
    } catch (WireException e) {
      return new Decoded.Broken(RejectReason.valueOf(e.reason().name()), raw);
    }
  }
}
