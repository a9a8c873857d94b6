package io.lacuna.wire;

import io.confluent.kafka.schemaregistry.CompatibilityLevel;
import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.avro.AvroSchemaProvider;
import io.confluent.kafka.schemaregistry.client.MockSchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClientFactory;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import io.lacuna.schema.Sample;
import io.lacuna.wire.WireException.Reason;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DatumReader;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Avro records in the Confluent wire format, through the Confluent registry client. Makes every
 * serializer, deserializer and serde of the project.
 *
 * <p>Configured with the vendor's names ({@link RegistryConfig}). Subjects are {@code
 * <topic>-value}. Records are written with the schema they were compiled from and read with their
 * writer's schema from the registry, resolved to the class's own.
 *
 * <p>Three kinds of failure: {@link WireException} (the record's fault, for the dead letters),
 * {@link RegistryUnavailableException} (nobody's fault, try again) and Kafka's {@code
 * InvalidConfigurationException} (the registry answered and refuses: incompatible schema, not
 * authorised, wrong path).
 *
 * <p>Thread-safe. What it makes shares its caches and lives as long as it does; closing a serde
 * closes nothing.
 */
public final class RegistryAvro implements AutoCloseable {
  private static final int ENCODED_BYTES_GUESS = 512;

  private final SchemaRegistryClient client;
  private final WriterCache writers;
  private final ReaderCache readers;

  private RegistryAvro(SchemaRegistryClient client, boolean register) {
    this.client = client;
    this.writers = new WriterCache(client, register);
    this.readers = new ReaderCache(client);
  }

  /**
   * Makes the client; asks the registry nothing yet.
   *
   * @param config at least {@code schema.registry.url}; keys of others are ignored
   * @throws org.apache.kafka.common.config.ConfigException when a value is missing or not allowed
   */
  public static RegistryAvro connect(Map<String, ?> config) {
    TrustedRecords.install();
    RegistryConfig parsed = RegistryConfig.from(config);
    return new RegistryAvro(
        SchemaRegistryClientFactory.newClient(
            parsed.urls(),
            RegistryConfig.CLIENT_CACHE_SIZE,
            List.of(new AvroSchemaProvider()),
            parsed.clientConfig(),
            Map.of()),
        parsed.register());
  }

  /**
   * How {@link #connect} speaks TLS, for others who ask the same server something.
   *
   * @throws org.apache.kafka.common.KafkaException if a key or trust store cannot be read
   */
  public static SSLContext tls(Map<String, ?> config) {
    return RegistryConfig.tls(config);
  }

  /**
   * A registry in memory with the schemas of a recording under the ids that its records name. No
   * other schema can be read; samples can be written, under an id of their own.
   *
   * @param inputs topics that samples are written to
   */
  public static RegistryAvro recorded(Map<Integer, Schema> schemas, Collection<String> inputs) {
    TrustedRecords.install();
    MockSchemaRegistryClient client =
        new MockSchemaRegistryClient(List.of(new AvroSchemaProvider()));
    int free = schemas.keySet().stream().mapToInt(Integer::intValue).max().orElse(0) + 1;
    try {
      for (Map.Entry<Integer, Schema> schema : schemas.entrySet()) {
        String subject = "recorded-" + schema.getKey();
        client.register(subject, new AvroSchema(schema.getValue()), 1, schema.getKey());
      }
      for (String topic : inputs) {
        AvroSchema sample = WriterCache.published(new Sample());
        client.register(WireFormat.subject(topic), sample, 1, free);
      }
    } catch (IOException | RestClientException e) {
      throw new IllegalStateException("a registry in memory takes what it is given", e);
    }
    return new RegistryAvro(client, false);
  }

  /** Writes null as null, so that a tombstone stays one. */
  public <T extends SpecificRecord> Serializer<T> serializer(Class<T> type) {
    return (topic, value) -> value == null ? null : encode(topic, type.cast(value));
  }

  /**
   * Reads null as null. Throws Kafka's {@code SerializationException} with the {@link
   * WireException} as its cause for a broken record; callers who must tell reasons apart use {@link
   * #decode}.
   */
  public <T extends SpecificRecord> Deserializer<T> deserializer(Class<T> type) {
    return (topic, bytes) -> {
      try {
        return bytes == null ? null : decode(bytes, type);
      } catch (WireException e) {
        throw new SerializationException(e.reason() + " in " + topic + ": " + e.getMessage(), e);
      }
    };
  }

  public <T extends SpecificRecord> Serde<T> serde(Class<T> type) {
    return Serdes.serdeFrom(serializer(type), deserializer(type));
  }

  /**
   * The value bytes of {@code record} for {@code topic}.
   *
   * @throws SerializationException when a field without a null branch is null
   */
  public byte[] encode(String topic, SpecificRecord record) {
    WriterCache.Entry target = writers.writer(topic, record);
    ByteArrayOutputStream out = new ByteArrayOutputStream(ENCODED_BYTES_GUESS);
    out.writeBytes(WireFormat.header(target.id()));
    BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
    try {
      target.writer().write(record, encoder);
    } catch (IOException | RuntimeException e) {
      String name = record.getSchema().getFullName();
      throw new SerializationException("cannot write " + name + " to " + topic, e);
    }
    return out.toByteArray();
  }

  /**
   * Reads a value. A length field beyond the input is refused before anything is allocated for it.
   *
   * @throws WireException when the bytes are at fault
   */
  public <T extends SpecificRecord> T decode(byte[] bytes, Class<T> type) throws WireException {
    DatumReader<T> reader = readers.reader(WireFormat.schemaId(bytes), type);
    int length = bytes.length - WireFormat.HEADER_BYTES;
    BinaryDecoder decoder =
        DecoderFactory.get().binaryDecoder(bytes, WireFormat.HEADER_BYTES, length, null);
    try {
      T value = reader.read(null, decoder);
      if (!decoder.isEnd()) {
        throw new WireException(
            Reason.MALFORMED_AVRO, "bytes are left after a whole " + type.getSimpleName());
      }
      return value;
    } catch (IOException | RuntimeException e) {
      // every failure of the reader comes from the bytes: the schemas were matched before
      throw new WireException(
          Reason.MALFORMED_AVRO, "not a " + type.getSimpleName() + " of its writer's schema", e);
    }
  }

  /** The schema that a value names; empty for other bytes, an unknown id or one that is no Avro. */
  public Optional<Schema> schemaOf(byte[] value) {
    try {
      return Optional.ofNullable(readers.writerSchema(WireFormat.schemaId(value)));
    } catch (WireException e) {
      return Optional.empty();
    }
  }

  /**
   * Sets compatibility FULL_TRANSITIVE for the values of {@code topics}, whatever the registry's
   * own default: others produce samples and consume predictions, so any two versions must be able
   * to meet. Done before the first schema is registered there.
   */
  public void bootstrapCompatibility(Collection<String> topics) {
    for (String topic : topics) {
      String subject = WireFormat.subject(topic);
      try {
        client.updateCompatibility(subject, CompatibilityLevel.FULL_TRANSITIVE.name);
      } catch (IOException | RestClientException e) {
        throw RegistryErrors.from("set the compatibility of subject " + subject, e);
      }
    }
  }

  /**
   * Asks the registry which subjects it has.
   *
   * @throws RegistryUnavailableException if it does not answer
   * @throws org.apache.kafka.common.errors.InvalidConfigurationException if it refuses to say
   */
  public int countSubjects() {
    try {
      return client.getAllSubjects().size();
    } catch (IOException | RestClientException e) {
      throw RegistryErrors.from("list the subjects", e);
    }
  }

  /** Closes the connections to the registry. */
  @Override
  public void close() {
    try {
      client.close();
    } catch (IOException e) {
      throw RegistryErrors.from("close its connection", e);
    }
  }
}
