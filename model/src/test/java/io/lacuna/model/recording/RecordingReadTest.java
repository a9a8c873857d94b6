package io.lacuna.model.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.lacuna.schema.Modality;
import io.lacuna.schema.RecordedRecord;
import io.lacuna.schema.Sample;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.specific.SpecificDatumReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordingReadTest {
  private static final Map<String, JsonNode> NO_LABELS = Map.of();

  @TempDir private Path root;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 5, 8, 13, 21, 34})
  void mergesByArrivalThenModalityThenOffset(long seed) throws IOException {
    Random random = new Random(seed);
    List<RecordedRecord> log = log(random, 3, 400);
    RecordingFolder folder = build("r", log);

    assertThat(folder.partitions()).as("seed %d", seed).containsExactly(0, 1, 2);
    for (int partition : folder.partitions()) {
      assertThat(all(folder.arrivals(partition)))
          .as("seed %d partition %d", seed, partition)
          .isEqualTo(sorted(log, partition));
    }
  }

  @Test
  void readsASingleFeedInTheSameOrder() throws IOException {
    List<RecordedRecord> log = log(new Random(4), 2, 300);
    List<RecordedRecord> feed = new ArrayList<>(log);
    feed.sort(Comparator.comparing(RecordedRecord::getTimestamp));
    // a feed is in arrival order: give offsets accordingly
    Map<String, Long> next = new HashMap<>();
    feed.forEach(r -> r.setOffset(next.merge(r.getTopic() + r.getPartition(), 1L, Long::sum) - 1));
    RecordingFolder folder = new RecordingFolder(root.resolve("feed"));
    RecordingManifest about =
        new RecordingManifest("n", "patient", 7, "", "", 1, 2, 5, 9, Map.of(), Map.of());
    folder.write(about, Map.of(Recorded.SAMPLE_ID, Sample.getClassSchema()), feed, NO_LABELS);

    assertThat(folder.partitions()).containsExactly(0, 1);
    assertThat(folder.roles()).containsExactly("audio", "image", "text");
    assertThat(all(folder.arrivals(1))).isEqualTo(sorted(feed, 1));
    assertThat(all(folder.records("text", 0)))
        .isEqualTo(feed.stream().filter(r -> isOf(r, "text", 0)).toList());
    assertThat(all(folder.records("decisions", 0))).isEmpty();
  }

  @Test
  void aRecordCannotArriveBeforeTheOneInFrontOfIt() throws IOException {
    RecordingFolder folder =
        build(
            "r",
            List.of(
                Recorded.record(TopicRole.IMAGE, 0, 3, 100, "a", null),
                Recorded.record(TopicRole.IMAGE, 0, 9, 50, "b", null),
                Recorded.record(TopicRole.TEXT, 0, 0, 60, "c", null)));

    assertThat(all(folder.arrivals(0)))
        .extracting(a -> a.modality() + "@" + a.record().getOffset() + "=" + a.arrivalMs())
        .containsExactly("TEXT@0=60", "IMAGE@3=100", "IMAGE@9=100");
  }

  @Test
  void holdsManyBlocksAndReadsTheValuesWithTheirSchemas() throws IOException {
    List<RecordedRecord> log = new ArrayList<>();
    byte[] noise = new byte[2_000];
    new Random(5).nextBytes(noise);
    for (int i = 0; i < 200; i++) {
      Sample sample = Recorded.sample("P-" + i, Modality.TEXT, new String(noise) + i);
      log.add(
          Recorded.record(
              TopicRole.TEXT, 0, i, i, "P-" + i, Recorded.framed(Recorded.SAMPLE_ID, sample)));
    }
    RecordingFolder folder = build("r", log);

    assertThat(blocks(folder.root().resolve("text-0.avro"))).isGreaterThan(5);
    RecordedValues values = folder.values();
    assertThat(all(folder.records("text", 0)))
        .extracting(r -> values.sample(r).orElseThrow().getSubject().toString())
        .isEqualTo(IntStream.range(0, 200).mapToObj(i -> "P-" + i).toList());
    assertThat(values.sample(Recorded.record(TopicRole.TEXT, 0, 0, 0, "x", null))).isEmpty();
    assertThat(
            values.sample(
                Recorded.record(TopicRole.TEXT, 0, 0, 0, "x", Recorded.bytes("\0\0\0\0\7xx"))))
        .isEmpty();
  }

  @Test
  void theManifestTellsRangesAndCounts() throws IOException {
    RecordingFolder folder;
    try (RecordingBuilder builder = RecordingBuilder.create(root.resolve("r"))) {
      builder.open(TopicRole.IMAGE, "lacuna.patient.image.v1", 0);
      builder.open(TopicRole.DEAD_LETTERS, "lacuna.patient.dlq.v1", 0);
      builder.append(Recorded.record(TopicRole.IMAGE, 0, 12, 100, "a", null), Optional.empty());
      builder.range(TopicRole.IMAGE, 0, 10, 20, true);
      folder = builder.seal(Recorded.origin("r"), NO_LABELS);
    }
    assertThat(folder.manifest().ranges())
        .containsExactly(
            new RecordedRange(
                "image-0.avro", "image", "lacuna.patient.image.v1", 0, 10, 20, 1, true),
            new RecordedRange(
                "dead-letters-0.avro", "dead-letters", "lacuna.patient.dlq.v1", 0, 0, 0, 0, false));
    assertThat(folder.manifest().counts())
        .isEqualTo(Map.of("records", Map.of("image", 1), "noSample", Map.of("image", 1)));
    assertThat(folder.partitions()).containsExactly(0);
    assertThat(folder.roles()).containsExactly("dead-letters", "image");
  }

  @Test
  void writesTheSameBytesAgain() throws IOException {
    List<RecordedRecord> log = log(new Random(6), 1, 200);
    RecordingFolder a = build("a", log);
    RecordingFolder b = build("b", log);
    for (String file : a.manifest().sha256().keySet()) {
      assertThat(b.root().resolve(file)).hasSameBinaryContentAs(a.root().resolve(file));
    }
    assertThat(b.manifest()).isEqualTo(a.manifest());
  }

  @Test
  void namesTheFileThatWasChangedAddedOrLost() throws IOException {
    RecordingFolder folder = build("r", log(new Random(7), 2, 50));
    folder.verify();
    Path file = folder.root().resolve("audio-1.avro");
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1;
    Files.write(file, bytes);
    assertThatThrownBy(folder::verify).hasMessageContaining("audio-1.avro has SHA-256");

    Files.delete(file);
    assertThatThrownBy(folder::verify).hasMessageContaining("audio-1.avro is missing");

    Files.createFile(folder.root().resolve("audio-0.avro.avro"));
    bytes[bytes.length / 2] ^= 1;
    Files.write(file, bytes);
    assertThatThrownBy(folder::verify).hasMessageContaining("audio-0.avro.avro is not listed");
  }

  @Test
  void namesTheFileThatCannotBeRead() throws IOException {
    RecordingFolder folder = build("r", log(new Random(8), 1, 50));
    Path file = folder.root().resolve("text-0.avro");
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length - 1] ^= 1;
    Files.write(file, bytes);

    assertThatThrownBy(() -> all(folder.records("text", 0)))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("text-0.avro cannot be read");
  }

  @Test
  void refusesAFolderThatIsInUse() throws IOException {
    Path done = build("r", log(new Random(9), 1, 5)).root();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RecordingBuilder.create(done))
        .withMessageContaining("holds a recording; choose a new folder");

    Path cut = root.resolve("cut");
    try (RecordingBuilder builder = RecordingBuilder.create(cut)) {
      builder.open(TopicRole.TEXT, "t", 0);
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RecordingBuilder.create(cut))
        .withMessageContaining("was interrupted; delete it");
  }

  @Test
  void refusesOffsetsThatDoNotRise() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                build(
                    "r",
                    List.of(
                        Recorded.record(TopicRole.TEXT, 0, 4, 1, "a", null),
                        Recorded.record(TopicRole.TEXT, 0, 4, 2, "b", null))))
        .withMessageContaining("text-0.avro: offset 4 comes after offset 4");
  }

  @Test
  void refusesAnUnknownRole() throws IOException {
    RecordingFolder folder = build("r", List.of());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> folder.records("video", 0))
        .withMessageContaining("'video' must be one of image, text, audio");
  }

  private RecordingFolder build(String name, List<RecordedRecord> log) throws IOException {
    try (RecordingBuilder builder = RecordingBuilder.create(root.resolve(name))) {
      builder.schema(Recorded.SAMPLE_ID, Sample.getClassSchema());
      for (RecordedRecord record : log) {
        TopicRole role = TopicRole.of(record.getTopic());
        builder.open(role, "topic." + role.word(), record.getPartition());
        builder.append(record, Optional.empty());
      }
      return builder.seal(Recorded.origin("r"), NO_LABELS);
    }
  }

  /** Few distinct timestamps, so that ties are frequent; not in order within a partition. */
  private static List<RecordedRecord> log(Random random, int partitions, int records) {
    List<RecordedRecord> log = new ArrayList<>();
    long[][] next = new long[Modality.values().length][partitions];
    for (int i = 0; i < records; i++) {
      Modality modality = Modality.values()[random.nextInt(3)];
      int partition = random.nextInt(partitions);
      next[modality.ordinal()][partition] += 1 + random.nextInt(3);
      long offset = next[modality.ordinal()][partition];
      log.add(
          Recorded.record(
              TopicRole.of(modality),
              partition,
              offset,
              i / 10 + random.nextInt(8),
              "k" + i,
              Recorded.bytes("v" + i)));
    }
    return log;
  }

  /** What the merge must give, by sorting everything at once. */
  private static List<Arrival> sorted(List<RecordedRecord> log, int partition) {
    List<Arrival> arrivals = new ArrayList<>();
    Map<Modality, Long> last = new EnumMap<>(Modality.class);
    for (RecordedRecord r : log) {
      if (r.getPartition() == partition) {
        Modality m = TopicRole.of(r.getTopic()).modality().orElseThrow();
        arrivals.add(new Arrival(r, m, last.merge(m, r.getTimestamp().toEpochMilli(), Math::max)));
      }
    }
    arrivals.sort(
        Comparator.comparingLong(Arrival::arrivalMs)
            .thenComparing(Arrival::modality)
            .thenComparing(a -> a.record().getOffset()));
    return arrivals;
  }

  private static boolean isOf(RecordedRecord record, String role, int partition) {
    return record.getTopic().equals(role) && record.getPartition() == partition;
  }

  private static <T> List<T> all(CloseableIterator<T> records) throws IOException {
    List<T> all = new ArrayList<>();
    try (records) {
      records.forEachRemaining(all::add);
    }
    return all;
  }

  private static int blocks(Path file) throws IOException {
    int blocks = 0;
    try (var in =
        new DataFileReader<>(file.toFile(), new SpecificDatumReader<>(RecordedRecord.class))) {
      while (in.hasNext()) {
        in.nextBlock();
        blocks++;
      }
    }
    return blocks;
  }
}
