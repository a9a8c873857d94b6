package io.lacuna.schema;

import static org.assertj.core.api.Assertions.assertThat;

import io.confluent.kafka.schemaregistry.CompatibilityChecker;
import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.lacuna.wire.SchemaVersions;
import io.lacuna.wire.TrustedRecords;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DatumReader;
import org.apache.avro.io.Decoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.util.RandomData;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Today's schemas against every version that was ever published. */
class SchemaEvolutionTest {
  private static final int RECORDS = 50;
  private static final long SEED = 20261122;
  private static final Schema SAMPLE = SchemaHistory.EXCHANGED.get(0);

  @BeforeAll
  static void trustGeneratedClasses() {
    TrustedRecords.install();
  }

  static Stream<Schema> today() {
    return SchemaHistory.today();
  }

  static Stream<Schema> exchanged() {
    return SchemaHistory.EXCHANGED.stream();
  }

  @ParameterizedTest
  @MethodSource("today")
  void todaysSchemaIsPublished(Schema schema) throws IOException {
    String name = SchemaHistory.fingerprint(schema) + ".avsc";
    Path file = SchemaHistory.DIRECTORY.resolve(schema.getName()).resolve(name);
    Path candidate = Path.of("target/schema-history").resolve(schema.getName()).resolve(name);
    Files.createDirectories(candidate.getParent());
    Files.writeString(candidate, schema.toString(true) + "\n");
    assertThat(file)
        .as("a changed schema is a new version: add %s as %s", candidate, file)
        .exists();
  }

  @ParameterizedTest
  @MethodSource("today")
  void everyPublishedVersionIsListed(Schema schema) throws IOException {
    assertThat(SchemaVersions.of(schema.getName()))
        .as("versions.txt of %s", schema.getName())
        .containsExactlyInAnyOrderElementsOf(SchemaHistory.of(schema).values());
  }

  @ParameterizedTest
  @MethodSource("today")
  void publishedFilesAreAsTheyWere(Schema schema) throws IOException {
    for (Map.Entry<String, Schema> version : SchemaHistory.of(schema).entrySet()) {
      assertThat(SchemaHistory.fingerprint(version.getValue())).isEqualTo(version.getKey());
      assertThat(version.getValue().getFullName()).isEqualTo(schema.getFullName());
    }
  }

  @ParameterizedTest
  @MethodSource("exchanged")
  void exchangedRecordsAreReadableInBothDirections(Schema schema) throws IOException {
    assertThat(problems(CompatibilityChecker.FULL_TRANSITIVE_CHECKER, schema)).isEmpty();
    for (Schema version : SchemaHistory.of(schema).values()) {
      for (byte[] bytes : randomRecords(schema)) {
        assertThat(read(new GenericDatumReader<>(schema, version), bytes)).isNotNull();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("today")
  void everyPublishedVersionIsReadableToday(Schema schema) throws IOException {
    assertThat(problems(CompatibilityChecker.BACKWARD_TRANSITIVE_CHECKER, schema)).isEmpty();
    SpecificData data = SpecificData.get();
    Schema generated = data.getSchema(data.getClass(schema));
    for (Schema version : SchemaHistory.of(schema).values()) {
      for (byte[] bytes : randomRecords(version)) {
        assertThat(read(new SpecificDatumReader<>(version, generated), bytes)).isNotNull();
      }
    }
  }

  @Test
  void theCheckRefusesWhatItMust() throws IOException {
    Schema withoutSubject = edit(SAMPLE, "\\{\"name\":\"subject\",\"type\":\"string\".*?\\},", "");
    Schema withNewField =
        edit(SAMPLE, "\\{\"name\":\"site\"", "{\"name\":\"n\",\"type\":\"int\"},$0");
    Schema withRenamedField = edit(SAMPLE, "\"name\":\"payload\"", "\"name\":\"load\"");
    for (Schema broken : List.of(withoutSubject, withNewField, withRenamedField)) {
      assertThat(problems(CompatibilityChecker.FULL_TRANSITIVE_CHECKER, broken)).isNotEmpty();
      assertThat(SchemaHistory.of(broken)).doesNotContainKey(SchemaHistory.fingerprint(broken));
    }
    Schema withOptionalField =
        edit(SAMPLE, "\\{\"name\":\"site\"", "{\"name\":\"n\",\"type\":\"int\",\"default\":0},$0");
    assertThat(problems(CompatibilityChecker.FULL_TRANSITIVE_CHECKER, withOptionalField)).isEmpty();
    Schema withOtherDoc = edit(SAMPLE, "\"doc\":\"kind", "\"doc\":\"sort");
    assertThat(SchemaHistory.fingerprint(withOtherDoc))
        .isEqualTo(SchemaHistory.fingerprint(SAMPLE));
  }

  private static Schema edit(Schema schema, String pattern, String replacement) {
    String text = schema.toString();
    String edited = text.replaceFirst(pattern, replacement);
    assertThat(edited).isNotEqualTo(text);
    return new Schema.Parser().parse(edited);
  }

  private static List<String> problems(CompatibilityChecker checker, Schema schema)
      throws IOException {
    List<AvroSchema> published =
        SchemaHistory.of(schema).values().stream().map(AvroSchema::new).toList();
    return checker.isCompatible(new AvroSchema(schema), published);
  }

  private static List<byte[]> randomRecords(Schema schema) {
    // GenericData without conversions: a random long is a fine instant
    Iterable<Object> records = new RandomData(new GenericData(), schema, RECORDS, SEED);
    return Stream.iterate(records.iterator(), java.util.Iterator::hasNext, i -> i)
        .map(i -> write(schema, i.next()))
        .toList();
  }

  private static byte[] write(Schema schema, Object record) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
    try {
      new GenericDatumWriter<>(schema, new GenericData()).write(record, encoder);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private static Object read(DatumReader<?> reader, byte[] bytes) throws IOException {
    Decoder decoder = DecoderFactory.get().binaryDecoder(bytes, null);
    return reader.read(null, decoder);
  }
}
