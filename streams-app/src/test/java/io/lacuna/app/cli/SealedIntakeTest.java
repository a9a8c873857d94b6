package io.lacuna.app.cli;

import static io.lacuna.app.cli.EncryptedService.inline;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lacuna.app.LacunaApp;
import io.lacuna.app.PredictionTail;
import io.lacuna.app.privacy.Privacy;
import io.lacuna.app.replay.LiveRuns;
import io.lacuna.model.recording.RecordingFolder;
import io.lacuna.model.recording.TopicRole;
import io.lacuna.schema.AudioChunk;
import io.lacuna.schema.ChunkEncoding;
import io.lacuna.schema.Modality;
import io.lacuna.schema.Prediction;
import io.lacuna.schema.Sample;
import io.lacuna.schema.SubjectMapping;
import io.lacuna.schema.UtteranceBoundary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Feeds that nobody sealed go through the intake of a service that has keys: all that it writes of
 * them is sealed, and is unreadable when the subject, and its call, are forgotten.
 */
class SealedIntakeTest {
  private static final Duration LONG = Duration.ofMinutes(2);
  private static final String MARK = "SECRET-FINDING ";
  private static final int RATE = 8_000;
  private static final int CHUNK_MS = 200;
  private static final int CHUNKS = 6;
  static final String CHUNK_TOPIC = "recorder.chunks";
  private static final String BOUNDARY_TOPIC = "asr.utterances";
  private static final String IMAGE_TOPIC = "screens";
  private static final String MAPPING_TOPIC = "screens.utterances";

  @TempDir Path dir;
  private final Map<String, Prediction> complete = new ConcurrentHashMap<>();
  private final Instant begin = Instant.now().truncatedTo(ChronoUnit.MILLIS);
  private EncryptedService service;

  @BeforeEach
  void start() throws Exception {
    service =
        new EncryptedService(
            dir,
            Map.ofEntries(
                Map.entry("pipelines", "utterance"),
                Map.entry("utterance.window.size", "10m"),
                Map.entry("intake.feeds", "calls,screens"),
                Map.entry("intake.calls.kind", "audio-chunks"),
                Map.entry("intake.calls.topic", CHUNK_TOPIC),
                Map.entry("intake.calls.boundaries.topic", BOUNDARY_TOPIC),
                Map.entry("intake.calls.pipeline", "utterance"),
                Map.entry("intake.screens.topic", IMAGE_TOPIC),
                Map.entry("intake.screens.pipeline", "utterance"),
                Map.entry("intake.screens.modality", "image"),
                Map.entry("intake.screens.key", "mapping"),
                Map.entry("intake.screens.mapping.topic", MAPPING_TOPIC)));
  }

  @AfterEach
  void stop() {
    service.close();
  }

  @Test
  void whatTheIntakeWroteIsUnreadableWhenItsSubjectIsForgotten() throws Exception {
    MeterRegistry meters = new SimpleMeterRegistry();
    try (Privacy privacy = Privacy.open(service.config, service.registry);
        LacunaApp app = service.app(meters);
        PredictionTail tail = service.tail(this::see)) {
      app.start();
      call("call-7", "u1");
      call("call-8", "u2");
      service.send(IMAGE_TOPIC, "A1", image("A1"));
      service.send(IMAGE_TOPIC, "A2", privacy.cipher().seal(image("A2")));
      service.send(IMAGE_TOPIC, "A1", wrong());
      await()
          .atMost(LONG)
          .ignoreExceptions()
          .until(
              () ->
                  meters.get("lacuna.intake.records").tag("column", "waiting").gauge().value()
                      == 2);
      service.send(MAPPING_TOPIC, "A1", new SubjectMapping("u1", null));
      service.send(MAPPING_TOPIC, "A2", new SubjectMapping("u2", null));
      await().atMost(LONG).until(() -> complete.keySet().equals(Set.of("u1", "u2")));
      assertThat(meters.get("lacuna.call.balance").gauge().value()).isZero();
      assertThat(meters.get("lacuna.intake.balance").gauge().value()).isZero();
    }
    RecordingFolder recording =
        LiveRuns.record(service.config, service.registry, dir.resolve("recording"), false);
    SealedCopies copies = new SealedCopies(service, recording, MARK);
    nothingButTheFeedsShowsAPayload(recording);
    whoLooksAtAFeedSeesNoPayloads();
    for (String id : List.of("u1", "A1", "call-7", "u2", "A2", "call-8")) {
      assertThat(copies.all().stream().filter(c -> c.owner().equals(id))).as(id).isNotEmpty();
    }
    try (Privacy privacy = Privacy.open(service.config, service.registry)) {
      for (SealedCopies.Copy copy : copies.all()) {
        assertThat(copy.open(privacy)).as("%s", copy).isEqualTo("open");
      }
    }

    String said = service.verb("subject", "forget", "u1", "call-7");
    assertThat(said.lines().filter(line -> line.startsWith("subject ")))
        .as("u1, the accession number that is mapped to it, and the call")
        .hasSize(3)
        .allMatch(line -> line.contains("1 data keys"));
    assertThat(said).contains("UNREADABLE  state stores of the intake").doesNotContain("A1", "u1");
    try (Privacy restarted = Privacy.open(service.config, service.registry)) {
      for (SealedCopies.Copy copy : copies.all()) {
        boolean forgotten = Set.of("u1", "A1", "call-7").contains(copy.owner());
        assertThat(copy.open(restarted))
            .as("%s", copy)
            .isEqualTo(forgotten ? "KEY_DELETED" : "open");
      }
    }
  }

  private void see(Prediction p) {
    if (p.getPresenceLetters().equals("ITA")) {
      complete.put(p.getSubject(), p);
    }
  }

  /** A second and a bit of one channel, one utterance in it, and a chunk that contradicts. */
  private void call(String call, String utterance) throws Exception {
    for (int sequence = 0; sequence < CHUNKS; sequence++) {
      service.send(CHUNK_TOPIC, call, chunk(call, sequence, MARK));
    }
    service.send(CHUNK_TOPIC, call, chunk(call, 0, MARK + "another "));
    service.send(
        BOUNDARY_TOPIC,
        call,
        UtteranceBoundary.newBuilder()
            .setCallId(call)
            .setChannel("customer")
            .setUtteranceId(utterance)
            .setEventTime(begin.plusMillis(100))
            .setStartMs(100)
            .setEndMs(1_000)
            .setText(MARK + "of " + utterance)
            .build());
  }

  private AudioChunk chunk(String call, int sequence, String content) {
    int bytes = CHUNK_MS * RATE / 1000 * Short.BYTES;
    byte[] audio = content.repeat(bytes / content.length() + 1).getBytes(StandardCharsets.UTF_8);
    return AudioChunk.newBuilder()
        .setCallId(call)
        .setChannel("customer")
        .setSequence(sequence)
        .setOffset(sequence * CHUNK_MS * RATE / 1000)
        .setEventTime(begin.plusMillis(sequence * CHUNK_MS))
        .setSampleRate(RATE)
        .setEncoding(ChunkEncoding.PCM16)
        .setAudio(ByteBuffer.wrap(audio, 0, bytes))
        .build();
  }

  private Sample image(String accession) {
    return Sample.newBuilder()
        .setSubject(accession)
        .setModality(Modality.IMAGE)
        .setEventTime(begin.plusMillis(300))
        .setPayload(inline("image/png", MARK + "under " + accession))
        .build();
  }

  /** A text in a feed of images, which becomes a dead letter. */
  private Sample wrong() {
    Sample text = image("A1");
    text.setModality(Modality.TEXT);
    return text;
  }

  private void nothingButTheFeedsShowsAPayload(RecordingFolder recording) throws Exception {
    Set<String> shown = new TreeSet<>();
    Set<String> all = service.allTopics();
    for (String topic : all) {
      for (ConsumerRecord<byte[], byte[]> record : service.read(topic)) {
        if (Latin.text(record.value()).contains(MARK)) {
          shown.add(topic);
        }
      }
    }
    assertThat(shown)
        .as("as their senders wrote them; the search finds what is not sealed")
        .containsExactly(BOUNDARY_TOPIC, CHUNK_TOPIC, IMAGE_TOPIC);
    assertThat(all).contains(SealedCopies.AUDIO, SealedCopies.HELD);
    for (TopicRole role : TopicRole.values()) {
      if (recording.roles().contains(role.word())) {
        recording.each(
            role, r -> assertThat(Latin.text(r.getValue())).as(role.word()).doesNotContain(MARK));
      }
    }
    try (Stream<Path> files = Files.walk(dir.resolve("state"))) {
      List<Path> stored = files.filter(Files::isRegularFile).toList();
      assertThat(stored).isNotEmpty();
      stored.forEach(f -> assertThat(Latin.text(f)).as("%s", f).doesNotContain(MARK));
    }
  }

  private void whoLooksAtAFeedSeesNoPayloads() {
    String boundaries = peek("feed.calls.boundaries", "--show", "ids");
    assertThat(boundaries).contains("call-7", "u1").doesNotContain(MARK);
    assertThat(peek("feed.calls.boundaries", "--show", "payloads"))
        .contains(MARK)
        .doesNotContain("call-7");
    assertThat(peek("feed.calls")).contains("PCM16").doesNotContain("call-7");
    assertThat(peek(IMAGE_TOPIC)).contains("image/png").doesNotContain("A1");
    assertThat(peek("feed.screens.mapping", "--show", "ids")).contains("A1", "u1");
  }

  private String peek(String topic, String... more) {
    List<String> args = new ArrayList<>(List.of("peek", topic, "--from", "beginning"));
    args.addAll(List.of("--pipeline", "utterance"));
    args.addAll(List.of(more));
    return service.verb(args.toArray(String[]::new));
  }
}
