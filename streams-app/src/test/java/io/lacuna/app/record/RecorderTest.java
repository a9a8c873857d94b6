package io.lacuna.app.record;

import static io.lacuna.app.record.RecordingBroker.records;
import static io.lacuna.app.record.RecordingBroker.sample;
import static io.lacuna.app.record.RecordingBroker.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import io.lacuna.app.LacunaApp;
import io.lacuna.app.PredictionTail;
import io.lacuna.app.config.AppConfig;
import io.lacuna.app.config.Topics;
import io.lacuna.app.harness.SizeModel;
import io.lacuna.model.recording.Mask;
import io.lacuna.model.recording.RecordedValues;
import io.lacuna.model.recording.RecordingFolder;
import io.lacuna.schema.Modality;
import io.lacuna.schema.Prediction;
import io.lacuna.schema.RecordedRecord;
import io.lacuna.schema.Sample;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Recordings of a real broker's topics. */
class RecorderTest {
  private static final int SUBJECTS = 12;

  @TempDir static Path dir;
  private static RecordingBroker broker;
  private static final List<Prediction> LIVE = new CopyOnWriteArrayList<>();

  @BeforeAll
  static void runAPipeline() throws Exception {
    broker = new RecordingBroker(dir);
    AppConfig config = broker.config.withPipelines(List.of(broker.pipeline("patient")));
    Topics topics = broker.pipeline("patient").topics();
    try (LacunaApp app =
            new LacunaApp(
                config, p -> new SizeModel(), broker.registry, new SimpleMeterRegistry());
        PredictionTail tail =
            new PredictionTail(
                config.pipelines(),
                broker.connection,
                broker.registry,
                true,
                (p, now) -> LIVE.add(p))) {
      app.start();
      for (int i = 0; i < SUBJECTS; i++) {
        String subject = "P-" + i;
        broker.send(topics, sample(subject, Modality.TEXT, text("words of " + subject)));
        Object claim = broker.claim(subject + ".txt", "pixels of " + subject, i != 3);
        broker.send(topics, sample(subject, Modality.IMAGE, claim));
      }
      broker.send(topics.input(Modality.TEXT), 0, null, "P-x", new byte[] {1, 2, 3});
      await().atMost(Duration.ofMinutes(3)).until(() -> finals() == SUBJECTS);
    }
  }

  private static long finals() {
    return LIVE.stream().filter(Prediction::getIsFinal).count();
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  @Test
  void holdsInputsOutputsAndWhatLiesBehindClaims() throws Exception {
    RecordingFolder recording = broker.record("patient", "round", Bound.OPEN, Bound.OPEN, false);

    recording.verify();
    RecordedValues values = recording.values();
    assertThat(recording.partitions()).containsExactly(0, 1);
    assertThat(recording.roles())
        .containsExactly(
            "audio", "dead-letters", "decisions", "image", "late", "predictions", "text");
    for (RecordedRecord record : records(recording, "image")) {
      Sample sample = values.sample(record).orElseThrow();
      assertThat(string(record.getKey())).isEqualTo(sample.getSubject());
      assertThat(record.getTimestamp()).isBetween(sample.getEventTime(), Instant.now());
      if (sample.getSubject().equals("P-3")) {
        assertThat(record.getClaim()).isNull();
      } else {
        assertThat(string(record.getClaim())).isEqualTo("pixels of " + sample.getSubject());
      }
    }
    assertThat(records(recording, "image")).hasSize(SUBJECTS);
    assertThat(records(recording, "text")).hasSize(SUBJECTS + 1);
    assertThat(records(recording, "predictions"))
        .extracting(r -> values.read(r, Prediction.class).orElseThrow())
        .containsExactlyInAnyOrderElementsOf(LIVE);
    // the record that is no sample, and the claim that cannot be read
    assertThat(records(recording, "dead-letters")).hasSize(2);
    assertThat(records(recording, "decisions")).isNotEmpty();
    Map<String, Map<String, Integer>> counts = recording.manifest().counts();
    assertThat(counts.get("claims")).isEqualTo(Map.of("embedded", SUBJECTS - 1, "without", 1));
    assertThat(counts.get("unreadableClaims")).isEqualTo(Map.of("CLAIM_UNREACHABLE", 1));
    assertThat(counts.get("noSample")).isEqualTo(Map.of("text", 1));
    assertThat(recording.manifest().windows()).isEqualTo("from-first");
  }

  @Test
  void aMaskedRecordingNeverHoldsAnIdOrAPayload() throws Exception {
    RecordingFolder recording =
        broker.record(
            "patient",
            "masked",
            Bound.OPEN,
            Bound.OPEN,
            false,
            Duration.ZERO,
            Set.of(Mask.IDS, Mask.PAYLOADS));

    assertThat(recording.manifest().masked()).containsExactly("ids", "payloads");
    assertThat(recording.manifest().counts().get("records").get("predictions"))
        .isEqualTo(LIVE.size());
    for (String role : recording.roles()) {
      for (RecordedRecord record : records(recording, role)) {
        String all = record.toString();
        assertThat(all).doesNotContain("P-").doesNotContain("words of").doesNotContain("pixels");
        assertThat(record.getValue() == null ? "" : string(record.getValue()))
            .doesNotContain("P-")
            .doesNotContain("words of")
            .doesNotContain("claims");
        assertThat(record.getClaim()).isNull();
      }
    }
  }

  @Test
  void offsetsAndTimesBoundTheRange() throws Exception {
    Topics topics = broker.pipeline("bounded").topics();
    for (int i = 0; i < 10; i++) {
      broker.send(topics.input(Modality.AUDIO), 1, 1_000L * i, "U-" + i, new byte[] {(byte) i});
    }
    RecordingFolder byOffset =
        broker.record(
            "bounded",
            "offsets",
            Bound.parse("--from", "audio-1=2"),
            Bound.parse("--to", "audio-1=5"),
            false);
    assertThat(records(byOffset, "audio", 1))
        .extracting(RecordedRecord::getOffset)
        .containsExactly(2L, 3L, 4L);

    RecordingFolder byTime =
        broker.record(
            "bounded",
            "times",
            Bound.parse("--from", "1970-01-01T00:00:03.500Z"),
            Bound.parse("--to", "1970-01-01T00:00:07Z"),
            false);
    assertThat(records(byTime, "audio", 1))
        .extracting(r -> string(r.getKey()))
        .containsExactly("U-4", "U-5", "U-6");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                broker.record(
                    "bounded", "far", Bound.parse("--from", "audio-1=11"), Bound.OPEN, false))
        .withMessage("--from audio-1=11: the topic ends at 10");
    assertThat(dir.resolve("far")).doesNotExist();
  }

  @Test
  void recordsThatWereDeletedAreNamedAndRefused() throws Exception {
    String topic = broker.pipeline("deleted").topics().input(Modality.IMAGE);
    for (int i = 0; i < 6; i++) {
      broker.send(topic, 0, 1_000L * i, "U-" + i, new byte[] {(byte) i});
    }
    TopicPartition place = new TopicPartition(topic, 0);
    broker.admin.deleteRecords(Map.of(place, RecordsToDelete.beforeOffset(4))).all().get();

    for (String from : List.of("image-0=2", "1970-01-01T00:00:02Z")) {
      Bound bound = Bound.parse("--from", from);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> broker.record("deleted", "hole", bound, Bound.OPEN, false))
          .withMessageContaining(topic + " partition 0: records before offset 4 were deleted");
      assertThat(dir.resolve("hole")).doesNotExist();
    }
    RecordingFolder allowed =
        broker.record("deleted", "allowed", Bound.parse("--from", "image-0=2"), Bound.OPEN, true);
    assertThat(records(allowed, "image", 0))
        .extracting(RecordedRecord::getOffset)
        .containsExactly(4L, 5L);
    assertThat(allowed.manifest().ranges())
        .filteredOn(range -> range.topic().equals(topic) && range.partition() == 0)
        .singleElement()
        .satisfies(range -> assertThat(range.hole()).isTrue())
        .satisfies(range -> assertThat(range.fromOffset()).isEqualTo(2));
    RecordingFolder kept =
        broker.record("deleted", "kept", Bound.parse("--from", "image-0=4"), Bound.OPEN, false);
    assertThat(kept.manifest().ranges()).noneMatch(range -> range.hole());
  }

  @Test
  void followsWhatStillComes() throws Exception {
    String topic = broker.pipeline("bounded").topics().input(Modality.TEXT);
    broker.send(topic, 0, null, "before", new byte[] {1});
    CompletableFuture<RecordingFolder> running =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return broker.record(
                    "bounded",
                    "follow",
                    Bound.OPEN,
                    Bound.OPEN,
                    false,
                    Duration.ofSeconds(4),
                    Set.of());
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    await().until(() -> Files.exists(dir.resolve("follow").resolve("text-0.avro.part")));
    broker.send(topic, 0, null, "after", new byte[] {2});

    assertThat(records(running.get(), "text", 0))
        .extracting(r -> string(r.getKey()))
        .containsExactly("before", "after");
  }

  private static String string(ByteBuffer bytes) {
    return StandardCharsets.UTF_8.decode(bytes.duplicate()).toString();
  }
}
