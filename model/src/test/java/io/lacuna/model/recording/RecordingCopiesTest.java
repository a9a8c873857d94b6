package io.lacuna.model.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.lacuna.schema.RecordedRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordingCopiesTest {
  private static final Map<String, JsonNode> TRUTH =
      Map.of("k", JsonNodeFactory.instance.objectNode().put("x", 1));

  @TempDir private Path root;

  @Test
  void splitsByPartitionAndKeepsWhatEveryPartitionReads() throws IOException {
    List<RecordingFolder> pieces = RecordingCopies.of(recording()).byPartition(root.resolve("p"));

    assertThat(pieces)
        .extracting(p -> p.root().getFileName().toString())
        .containsExactly("partition-0", "partition-1");
    for (RecordingFolder piece : pieces) {
      piece.verify();
      assertThat(piece.truth()).isEqualTo(TRUTH);
      assertThat(keys(piece, "decisions", 0)).containsExactly("d0", "d1");
    }
    assertThat(pieces.get(1).partitions()).containsExactly(1);
    assertThat(keys(pieces.get(1), "image", 1)).isEqualTo(keys(recordingAgain(), "image", 1));
    assertThat(pieces.get(1).manifest().ranges())
        .filteredOn(range -> range.role().equals("image"))
        .singleElement()
        .satisfies(range -> assertThat(range.endOffset()).isEqualTo(1_000))
        .satisfies(range -> assertThat(range.hole()).isTrue());
  }

  @Test
  void splitsByTimeIntoPiecesThatTogetherAreTheWhole() throws IOException {
    RecordingFolder whole = recording();
    List<RecordingFolder> pieces = RecordingCopies.of(whole).byTime(root.resolve("t"), 40);

    assertThat(pieces).hasSize(3);
    for (int partition : whole.partitions()) {
      List<String> keys = new ArrayList<>();
      long expected = 5;
      for (RecordingFolder piece : pieces) {
        piece.verify();
        keys.addAll(keys(piece, "image", partition));
        int p = partition;
        RecordedRange range =
            piece.manifest().ranges().stream()
                .filter(r -> r.role().equals("image") && r.partition() == p)
                .findFirst()
                .orElseThrow();
        assertThat(range.fromOffset()).isEqualTo(expected);
        expected = range.endOffset();
      }
      assertThat(expected).isEqualTo(1_000);
      assertThat(keys).isEqualTo(keys(whole, "image", partition));
    }
    assertThat(pieces.get(1).manifest().firstArrivalMs()).isEqualTo(140);
    assertThat(pieces.get(1).manifest().lastArrivalMs()).isEqualTo(179);
  }

  @Test
  void refusesMorePiecesThanAFolderShouldHold() throws IOException {
    Files.createDirectories(root.resolve("x"));
    try (RecordingBuilder builder = RecordingBuilder.create(root.resolve("long"))) {
      builder.open(TopicRole.TEXT, "t", 0);
      for (int i = 0; i < 2; i++) {
        builder.append(
            Recorded.record(TopicRole.TEXT, 0, i, i * 20_000_000L, "k", null), Optional.empty());
      }
      builder.seal(Recorded.origin("long"), Map.of());
    }
    RecordingCopies copies = RecordingCopies.of(new RecordingFolder(root.resolve("long")));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> copies.byTime(root.resolve("t"), 1_000))
        .withMessageContaining("20001 pieces");
  }

  @Test
  void copiesNothingFromAChangedRecording() throws IOException {
    RecordingFolder folder = recording();
    Files.writeString(folder.root().resolve("truth.jsonl"), "{}");
    assertThatThrownBy(() -> RecordingCopies.of(folder))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("truth.jsonl has SHA-256");
  }

  private RecordingFolder recordingAgain() {
    return new RecordingFolder(root.resolve("whole"));
  }

  /** Two partitions of images, one every millisecond from 100, and decisions in partition 0. */
  private RecordingFolder recording() throws IOException {
    try (RecordingBuilder builder = RecordingBuilder.create(root.resolve("whole"))) {
      for (int i = 0; i < 100; i++) {
        builder.open(TopicRole.IMAGE, "images", i % 2);
        builder.append(
            Recorded.record(TopicRole.IMAGE, i % 2, 10 + i, 100 + i, "i" + i, null),
            Optional.empty());
      }
      for (int p : IntStream.range(0, 2).toArray()) {
        builder.range(TopicRole.IMAGE, p, 5, 1_000, true);
        builder.open(TopicRole.DECISIONS, "decisions", 0);
        builder.append(
            Recorded.record(TopicRole.DECISIONS, 0, p, 0, "d" + p, null), Optional.empty());
      }
      return builder.seal(Recorded.origin("whole"), TRUTH);
    }
  }

  private static List<String> keys(RecordingFolder folder, String role, int partition)
      throws IOException {
    List<String> keys = new ArrayList<>();
    try (var records = folder.records(role, partition)) {
      while (records.hasNext()) {
        RecordedRecord record = records.next();
        byte[] key = new byte[record.getKey().remaining()];
        record.getKey().get(key);
        keys.add(new String(key));
      }
    }
    return keys;
  }
}
