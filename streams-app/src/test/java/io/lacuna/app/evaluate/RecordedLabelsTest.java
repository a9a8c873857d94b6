package io.lacuna.app.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lacuna.model.recording.RecordingBuilder;
import io.lacuna.model.recording.RecordingOrigin;
import io.lacuna.model.recording.TopicRole;
import io.lacuna.schema.RecordedRecord;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Labels that were recorded from a topic. */
class RecordedLabelsTest {
  @TempDir Path dir;

  @Test
  void theLastLabelsOfASubjectHold() throws IOException {
    record(
        Map.entry("a", "{\"subject\":\"a\",\"labels\":{\"findings\":[0,1]},\"group\":\"g\"}"),
        Map.entry("b", "{\"subject\":\"b\",\"labels\":{\"findings\":[1,1]}}"),
        Map.entry("a", "{\"subject\":\"a\",\"labels\":{\"findings\":[1,0]},\"group\":\"g\"}"),
        Map.entry("b", ""));

    Truth truth = Truth.read(dir.resolve("recording"));

    assertThat(truth.subjects()).containsExactly("a");
    assertThat(truth.of("a", "findings")).hasValueSatisfying(v -> assertThat(v).contains(1, 0));
    assertThat(truth.group("a")).isEqualTo("g");
  }

  @Test
  void aRecordingWithoutLabelsIsRefused() throws IOException {
    record();
    assertThatThrownBy(() -> Truth.read(dir.resolve("recording")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("no labels");
  }

  @SafeVarargs
  private void record(Map.Entry<String, String>... labels) throws IOException {
    try (RecordingBuilder builder = RecordingBuilder.create(dir.resolve("recording"))) {
      builder.open(TopicRole.LABELS, "labels", 0);
      long offset = 0;
      for (Map.Entry<String, String> label : labels) {
        builder.append(
            new RecordedRecord(
                TopicRole.LABELS.word(),
                0,
                offset++,
                Instant.EPOCH,
                bytes(label.getKey()),
                label.getValue().isEmpty() ? null : bytes(label.getValue()),
                List.of(),
                null),
            Optional.empty());
      }
      builder.seal(
          new RecordingOrigin("labels", "patient", 0, "a test", "", "correlated", List.of()),
          Map.of());
    }
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }
}
