package io.lacuna.trainer.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import io.lacuna.model.recording.RecordingFolder;
import io.lacuna.model.recording.RecordingManifest;
import io.lacuna.model.recording.RecordingReader;
import io.lacuna.schema.RecordedRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FeedRecorderTest {
  private static final FeedProfile PATIENT = FeedProfile.of("patient");
  @TempDir private static Path root;

  @BeforeAll
  static void makeADataSet() throws IOException {
    Map<Split, Integer> sizes = Map.of(Split.TRAIN, 2, Split.VALIDATION, 1, Split.TEST, 120);
    new DataSetWriter(root.resolve("set"), new TinyDataSet()).write(sizes, 2);
  }

  @Test
  void aSeedGivesTheSameBytesAndAnotherSeedOthers() throws IOException {
    RecordingManifest first = record("a", 3);
    assertThat(record("b", 3)).isEqualTo(first);
    assertThat(record("c", 4).sha256())
        .doesNotContainEntry("feed.avro", first.sha256().get("feed.avro"));
  }

  @Test
  void takesTheTestSplitOnlyAndTellsItsTruth() throws IOException {
    record("a", 3);
    List<String> test =
        TestSubject.load(root.resolve("set")).stream().map(TestSubject::id).toList();
    assertThat(test).hasSize(120);
    assertThat(new RecordingFolder(root.resolve("a")).truth())
        .containsOnlyKeys(test.toArray(String[]::new));
  }

  @Test
  void countsWhatItWrote() throws IOException {
    Map<String, Map<String, Integer>> counts = record("a", 3).counts();
    Map<String, Integer> records = new HashMap<>();
    Map<String, Long> offsets = new HashMap<>();
    try (RecordingReader feed = new RecordingFolder(root.resolve("a")).openFeed()) {
      while (feed.hasNext()) {
        RecordedRecord record = feed.next();
        records.merge(record.getTopic(), 1, Integer::sum);
        String partition = record.getTopic() + record.getPartition();
        assertThat(record.getOffset()).isEqualTo(offsets.getOrDefault(partition, 0L));
        offsets.put(partition, record.getOffset() + 1);
      }
    }
    assertThat(records).isEqualTo(counts.get("records"));
    assertThat(counts.get("presence").values().stream().mapToInt(i -> i).sum()).isEqualTo(120);
    assertThat(counts.get("broken")).hasSize(Breakage.values().length).containsValue(3);
  }

  private static RecordingManifest record(String name, long seed) throws IOException {
    return FeedRecorder.record(root.resolve("set"), root.resolve(name), PATIENT, seed);
  }
}
