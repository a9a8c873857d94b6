package io.lacuna.model.recording;

import io.lacuna.schema.RecordedRecord;
import io.lacuna.schema.Sample;
import io.lacuna.wire.TrustedRecords;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DatumReader;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificRecord;

/** Reads the values of recorded records with the schemas of their recording. Thread-safe. */
public final class RecordedValues {
  /** Magic byte and schema id before the Avro bytes of a value. */
  static final int HEADER = 5;

  private record Key(int id, Class<?> type) {}

  private final Map<Integer, Schema> schemas;
  private final Map<Key, DatumReader<?>> readers = new ConcurrentHashMap<>();

  /**
   * @param schemas by registry id; an id that is not here is unknown
   */
  public RecordedValues(Map<Integer, Schema> schemas) {
    TrustedRecords.install();
    this.schemas = Map.copyOf(schemas);
  }

  /** The record's sample, or empty when its value is none: other bytes, or an unknown schema id. */
  public Optional<Sample> sample(RecordedRecord record) {
    return read(record, Sample.class);
  }

  /** The record's value as a {@code T}, or empty when it is none. */
  public <T extends SpecificRecord> Optional<T> read(RecordedRecord record, Class<T> type) {
    OptionalInt id = schemaId(record.getValue());
    if (id.isEmpty() || !schemas.containsKey(id.getAsInt())) {
      return Optional.empty();
    }
    byte[] bytes = body(record.getValue());
    BinaryDecoder decoder = DecoderFactory.get().binaryDecoder(bytes, null);
    try {
      T value = type.cast(reader(id.getAsInt(), type).read(null, decoder));
      return decoder.isEnd() ? Optional.of(value) : Optional.empty();
    } catch (IOException | RuntimeException e) {
      // every failure comes from the bytes: they are whatever somebody sent
      return Optional.empty();
    }
  }

  private DatumReader<?> reader(int id, Class<?> type) {
    return readers.computeIfAbsent(
        new Key(id, type),
        key ->
            new SpecificDatumReader<>(schemas.get(id), SpecificData.get().getSchema(key.type())));
  }

  /** The schema id that a value names; empty for bytes that are not in the registry's format. */
  public static OptionalInt schemaId(ByteBuffer value) {
    if (value == null || value.remaining() < HEADER || value.get(value.position()) != 0) {
      return OptionalInt.empty();
    }
    return OptionalInt.of(value.getInt(value.position() + 1));
  }

  /** The Avro bytes behind the schema id. */
  static byte[] body(ByteBuffer value) {
    byte[] body = new byte[value.remaining() - HEADER];
    value.get(value.position() + HEADER, body);
    return body;
  }
}
