package io.lacuna.schema;

import io.confluent.kafka.schemaregistry.avro.AvroSchemaUtils;
import io.lacuna.schema.state.CallAudio;
import io.lacuna.schema.state.CallLedger;
import io.lacuna.schema.state.FeedLedger;
import io.lacuna.schema.state.HeldChunk;
import io.lacuna.schema.state.HeldRecord;
import io.lacuna.schema.state.MappingLedger;
import io.lacuna.schema.state.PendingObservation;
import io.lacuna.schema.state.StoredMapping;
import io.lacuna.schema.state.SubjectWindows;
import io.lacuna.schema.state.TaskLedger;
import io.lacuna.schema.state.WaitingSamples;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;

/**
 * Every published version of the records that stand in a topic, a file or a store, as {@code
 * schema-history/<record>/<fingerprint>.avsc}. Files are added and never changed. A better doc is
 * no new version: the fingerprint leaves docs out.
 */
final class SchemaHistory {
  static final Path DIRECTORY = Path.of("src/main/resources/schema-history");

  /** Others produce and consume these, in any mix of versions. */
  static final List<Schema> EXCHANGED =
      published(
          new Sample(),
          new Prediction(),
          new LateSample(),
          new Rejection(),
          new RecordedRecord(),
          new AdapterEvent(),
          new SubjectMapping(),
          new AudioChunk(),
          new UtteranceBoundary(),
          new SubjectKey(),
          new AuditEvent());

  /** Only this application reads these, and it must read what an older one of it wrote. */
  static final List<Schema> OWN =
      published(
          new WindowDecision(),
          new SubjectWindows(),
          new PendingObservation(),
          new TaskLedger(),
          new StoredMapping(),
          new MappingLedger(),
          new FeedLedger(),
          new WaitingSamples(),
          new HeldRecord(),
          new HeldChunk(),
          new CallAudio(),
          new CallLedger());

  private static final int FINGERPRINT_CHARS = 16;

  private SchemaHistory() {}

  /** The schemas as a registry gets them: without the hints for Java of the generated classes. */
  private static List<Schema> published(SpecificRecord... records) {
    return Stream.of(records)
        .map(record -> AvroSchemaUtils.getSchema(record, false, false, true))
        .toList();
  }

  static Stream<Schema> today() {
    return Stream.concat(EXCHANGED.stream(), OWN.stream());
  }

  /** The published versions of a record, by fingerprint. */
  static Map<String, Schema> of(Schema schema) throws IOException {
    try (Stream<Path> files = Files.list(DIRECTORY.resolve(schema.getName()))) {
      return files
          .filter(file -> file.toString().endsWith(".avsc"))
          .collect(
              java.util.stream.Collectors.toMap(
                  file -> file.getFileName().toString().replace(".avsc", ""),
                  SchemaHistory::parse));
    }
  }

  private static Schema parse(Path file) {
    try {
      return new Schema.Parser().parse(file.toFile());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** The first 16 hex digits of the SHA-256 over the schema's JSON without docs. */
  static String fingerprint(Schema schema) {
    String bare = schema.toString().replaceAll("\"doc\":\"(?:[^\"\\\\]|\\\\.)*\",?", "");
    bare = bare.replace(",}", "}");
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(bare.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest).substring(0, FINGERPRINT_CHARS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }
}
