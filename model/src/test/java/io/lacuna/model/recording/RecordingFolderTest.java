package io.lacuna.model.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.lacuna.schema.RecordedHeader;
import io.lacuna.schema.RecordedRecord;
import io.lacuna.schema.Sample;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.specific.SpecificDatumWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordingFolderTest {
  private static final Map<Integer, Schema> SCHEMAS = Map.of(1, Sample.getClassSchema());
  private static final Map<String, JsonNode> TRUTH =
      Map.of("P-1", JsonNodeFactory.instance.objectNode().put("x", 1.5));

  @TempDir private Path root;

  @Test
  void readsWhatWasWritten() throws IOException {
    List<RecordedRecord> records = List.of(record(5, null), record(5, "v"), record(9, "w"));
    RecordingFolder folder = write("a", records);

    List<RecordedRecord> read = new ArrayList<>();
    try (RecordingReader reader = folder.openFeed()) {
      reader.forEachRemaining(read::add);
      assertThat(reader.schemas()).isEqualTo(SCHEMAS);
      assertThat(reader.manifest()).isEqualTo(about());
    }
    assertThat(read).isEqualTo(records);
    assertThat(folder.truth()).isEqualTo(TRUTH);
    assertThat(folder.manifest().withSha256(Map.of())).isEqualTo(about());
    folder.verify();
  }

  @Test
  void writesTheSameBytesAgain() throws IOException {
    List<RecordedRecord> records = List.of(record(1, "a"), record(2, "b"));
    RecordingFolder first = write("a", records);
    RecordingFolder second = write("b", records);

    for (String file : List.of("feed.avro", "truth.jsonl", "recording.json")) {
      assertThat(second.root().resolve(file)).hasSameBinaryContentAs(first.root().resolve(file));
    }
  }

  @Test
  void noticesAChangedFile() throws IOException {
    RecordingFolder folder = write("a", List.of(record(1, "a")));
    Files.writeString(folder.root().resolve("truth.jsonl"), "{\"subject\":\"P-2\"}\n");

    assertThatThrownBy(folder::verify)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("does not match its recording.json");
  }

  @Test
  void refusesARecordThatArrivedBeforeTheLast() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> write("a", List.of(record(2, "a"), record(1, "b"))))
        .withMessageContaining("before the one added last");
  }

  @Test
  void refusesAnAvroFileThatIsNoRecording() throws IOException {
    Path file = root.resolve("other.avro");
    var writer = new DataFileWriter<>(new SpecificDatumWriter<>(RecordedRecord.class));
    writer.create(RecordedRecord.getClassSchema(), file.toFile()).close();

    assertThatThrownBy(() -> RecordingReader.open(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("lacks lacuna.recording");
  }

  private RecordingFolder write(String name, List<RecordedRecord> records) throws IOException {
    RecordingFolder folder = new RecordingFolder(root.resolve(name));
    folder.write(about(), SCHEMAS, records, TRUTH);
    return folder;
  }

  private static RecordingManifest about() {
    Map<String, Map<String, Integer>> counts = Map.of("records", Map.of("text", 3));
    return new RecordingManifest(
        "n", "patient", 7, "made by hand", "a note", 1, 2, 5, 9, counts, Map.of());
  }

  private static RecordedRecord record(long arrivalMs, String value) {
    ByteBuffer bytes = value == null ? null : ByteBuffer.wrap(value.getBytes());
    return new RecordedRecord(
        "text",
        1,
        arrivalMs,
        Instant.ofEpochMilli(arrivalMs),
        ByteBuffer.wrap("P-1".getBytes()),
        bytes,
        List.of(new RecordedHeader("h", bytes)),
        null);
  }
}
