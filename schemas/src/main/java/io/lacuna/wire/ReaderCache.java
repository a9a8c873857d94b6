package io.lacuna.wire;

import io.confluent.kafka.schemaregistry.ParsedSchema;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import io.lacuna.wire.WireException.Reason;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.avro.io.DatumReader;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;

/**
 * One Avro reader per (schema id, record class), resolved from the writer's schema in the registry
 * to the class's own. Ids never change their schema, so what is found here holds for good, a schema
 * that cannot be read as the class included; the size is bounded by the registry's content. Ids
 * that the registry does not know are remembered for a short while by its client. Thread-safe.
 */
final class ReaderCache {
  private record Key(int id, Class<?> type) {}

  /** A reader, or why there is none; exactly one is set. */
  private record Entry(DatumReader<?> reader, String refusal) {}

  private final SchemaRegistryClient client;
  private final Map<Key, Entry> entries = new ConcurrentHashMap<>();

  ReaderCache(SchemaRegistryClient client) {
    this.client = client;
  }

  @SuppressWarnings("unchecked") // an entry is made from its key's class
  <T> DatumReader<T> reader(int id, Class<T> type) throws WireException {
    Key key = new Key(id, type);
    Entry entry = entries.get(key);
    if (entry == null) {
      entry = resolve(id, SpecificData.get().getSchema(type));
      entries.put(key, entry);
    }
    if (entry.reader == null) {
      throw new WireException(Reason.WRONG_SCHEMA, entry.refusal);
    }
    return (DatumReader<T>) entry.reader;
  }

  private Entry resolve(int id, Schema wanted) throws WireException {
    Schema writer = writerSchema(id);
    if (writer == null) {
      return new Entry(null, "schema " + id + " is not Avro, must be " + wanted.getFullName());
    }
    String name = writer.getFullName();
    if (!name.equals(wanted.getFullName()) && !wanted.getAliases().contains(name)) {
      return new Entry(null, "schema " + id + " is " + name + ", must be " + wanted.getFullName());
    }
    var verdict = SchemaCompatibility.checkReaderWriterCompatibility(wanted, writer);
    if (verdict.getType() != SchemaCompatibilityType.COMPATIBLE) {
      String where = verdict.getResult().getIncompatibilities().toString();
      return new Entry(null, "schema " + id + " cannot be read as " + name + " here: " + where);
    }
    return new Entry(new SpecificDatumReader<>(writer, wanted), null);
  }

  /** The schema with this id, or null when it is no Avro schema. */
  Schema writerSchema(int id) throws WireException {
    try {
      ParsedSchema parsed = client.getSchemaById(id);
      return parsed.rawSchema() instanceof Schema avro ? avro : null;
    } catch (RestClientException e) {
      if (RegistryErrors.isUnknownId(e)) {
        throw new WireException(
            Reason.UNKNOWN_SCHEMA_ID, "the registry knows no schema with id " + id, e);
      }
      throw RegistryErrors.from("read schema " + id, e);
    } catch (IOException e) {
      if (RegistryErrors.isNotAvro(e)) {
        return null;
      }
      throw RegistryErrors.from("read schema " + id, e);
    }
  }
}
