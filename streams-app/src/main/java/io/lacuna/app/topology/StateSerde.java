package io.lacuna.app.topology;

import io.lacuna.wire.SchemaVersions;
import io.lacuna.wire.TrustedRecords;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.avro.message.BinaryMessageDecoder;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;

/**
 * State values in Avro's single-object encoding: each value names its schema's fingerprint, and
 * every published version is known, so this one reads what an earlier one wrote.
 */
public final class StateSerde<T extends SpecificRecordBase> implements Serde<T> {
  private final BinaryMessageEncoder<T> encoder;
  private final BinaryMessageDecoder<T> decoder;

  /**
   * @throws IllegalArgumentException if the type has no published schema
   */
  public StateSerde(Class<T> type) {
    TrustedRecords.install();
    SpecificData data = SpecificData.getForClass(type);
    // the generated encoders write the same bytes without looking each field up
    data.setCustomCoders(true);
    this.encoder = new BinaryMessageEncoder<>(data, data.getSchema(type));
    this.decoder = new BinaryMessageDecoder<>(data, data.getSchema(type));
    SchemaVersions.of(type.getSimpleName()).forEach(decoder::addSchema);
  }

  @Override
  public Serializer<T> serializer() {
    return (topic, value) -> {
      try {
        return value == null ? null : encoder.encode(value).array();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    };
  }

  @Override
  public Deserializer<T> deserializer() {
    return (topic, bytes) -> {
      try {
        return bytes == null ? null : decoder.decode(bytes);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    };
  }
}
