package io.lacuna.wire;

import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.avro.AvroSchemaUtils;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.avro.io.DatumWriter;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;

/**
 * The id and the Avro writer for a (topic, schema); the id is asked once. Schemas are told apart by
 * identity: a generated class has one schema object, and hashing a schema costs microseconds per
 * record. Thread-safe.
 */
final class WriterCache {
  private record Key(String topic, Schema schema) {
    @Override
    public boolean equals(Object other) {
      return other instanceof Key key && schema == key.schema && topic.equals(key.topic);
    }

    @Override
    public int hashCode() {
      return 31 * topic.hashCode() + System.identityHashCode(schema);
    }
  }

  /** The writer keeps no state between records. */
  record Entry(int id, DatumWriter<SpecificRecord> writer) {}

  private final SchemaRegistryClient client;
  private final boolean register;
  private final Map<Key, Entry> entries = new ConcurrentHashMap<>();

  WriterCache(SchemaRegistryClient client, boolean register) {
    this.client = client;
    this.register = register;
  }

  Entry writer(String topic, SpecificRecord record) {
    Schema schema = record.getSchema();
    Key key = new Key(topic, schema);
    Entry entry = entries.get(key);
    if (entry == null) {
      int id = id(WireFormat.subject(topic), published(record));
      entry = new Entry(id, new SpecificDatumWriter<>(schema));
      entries.put(key, entry);
    }
    return entry;
  }

  /**
   * The schema as its file has it: without the hints for Java that the generated class adds, so
   * that a producer in another language gets the same id from the same file.
   */
  static AvroSchema published(SpecificRecord record) {
    return new AvroSchema(AvroSchemaUtils.getSchema(record, false, false, true));
  }

  private int id(String subject, AvroSchema schema) {
    try {
      return register ? client.register(subject, schema) : client.getId(subject, schema);
    } catch (IOException | RestClientException e) {
      String verb = register ? "register " : "find ";
      throw RegistryErrors.from(verb + schema.name() + " under subject " + subject, e);
    }
  }
}
