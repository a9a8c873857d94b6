package io.lacuna.app.cli;

import static io.lacuna.app.cli.EncryptedService.image;
import static io.lacuna.app.cli.EncryptedService.text;
import static io.lacuna.schema.Modality.IMAGE;
import static io.lacuna.schema.Modality.TEXT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lacuna.app.LacunaApp;
import io.lacuna.app.LedgerReader;
import io.lacuna.app.PredictionTail;
import io.lacuna.app.harness.SizeModel;
import io.lacuna.app.privacy.Privacy;
import io.lacuna.app.replay.LiveRuns;
import io.lacuna.model.recording.RecordingFolder;
import io.lacuna.model.recording.TopicRole;
import io.lacuna.schema.Absence;
import io.lacuna.schema.AbsenceReason;
import io.lacuna.schema.ClaimCheck;
import io.lacuna.schema.InlineBytes;
import io.lacuna.schema.LateSample;
import io.lacuna.schema.Modality;
import io.lacuna.schema.Prediction;
import io.lacuna.schema.Sample;
import io.lacuna.wire.seal.SampleCipher;
import io.lacuna.wire.seal.SealException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Deleting a subject's key makes its payloads unreadable everywhere they were written: a service
 * runs on encrypted and on plain samples, and everything that it left is looked through.
 */
class ForgetSubjectTest {
  private static final String FORGOTTEN = "P-forgotten";
  private static final String KEPT = "P-kept";
  private static final String OPEN = "P-open";
  private static final String SEALED_MARK = "SECRET-FINDING";
  private static final String PLAIN_MARK = "OPEN-FINDING";

  @TempDir Path dir;
  private final List<Prediction> seen = new CopyOnWriteArrayList<>();
  private EncryptedService service;
  private byte[] claimed;

  @BeforeEach
  void start() throws Exception {
    service = new EncryptedService(dir);
  }

  @AfterEach
  void stop() {
    service.close();
  }

  @Test
  void aForgottenSubjectsPayloadsAreUnreadableEverywhere() throws Exception {
    try (Privacy privacy = Privacy.open(service.config, service.registry);
        LacunaApp app = service.app();
        PredictionTail tail = service.tail(seen::add)) {
      app.start();
      feed(privacy.cipher());
      awaitPredictions(4);
      service.send(privacy.cipher().seal(text(FORGOTTEN, "w1", SEALED_MARK + " late")));
      await()
          .atMost(Duration.ofMinutes(2))
          .until(() -> service.read(service.topics.late()).size() == 1);
      LedgerReader ledgers = new LedgerReader(app.streams());
      await()
          .atMost(Duration.ofMinutes(2))
          .until(
              () ->
                  ledgers
                      .sum("patient")
                      .filter(l -> l.getModalities().get(TEXT.ordinal()).getDuplicate() == 1)
                      .filter(l -> l.getProgress() == null)
                      .isPresent());
    }
    RecordingFolder recording =
        LiveRuns.record(service.config, service.registry, dir.resolve("recording"), false);
    List<Sample> written = written(recording);
    assertThat(ofSubject(written, FORGOTTEN)).hasSizeGreaterThanOrEqualTo(10);
    nothingSealedCanBeSeen(recording);
    try (Privacy privacy = Privacy.open(service.config, service.registry)) {
      assertThat(replayed(recording, privacy)).as("with the keys").isEmpty();
    }

    String said = service.verb("subject", "forget", FORGOTTEN);
    assertThat(said).contains("1 data keys and 2 rows").contains("UNREADABLE  recordings");
    assertThat(said).doesNotContain(FORGOTTEN);

    try (Privacy restarted = Privacy.open(service.config, service.registry)) {
      for (Sample sample : ofSubject(written, FORGOTTEN)) {
        assertThat(opened(restarted.cipher(), sample)).as("%s", sample).isEqualTo("KEY_DELETED");
      }
      for (Sample sample : ofSubject(written, KEPT)) {
        assertThat(opened(restarted.cipher(), sample)).startsWith(SEALED_MARK);
      }
      assertThat(replayed(recording, restarted))
          .isNotEmpty()
          .allMatch(difference -> difference.contains("KEY_DELETED"));
      assertThat(latestOf(FORGOTTEN)).isEmpty();
      assertThat(latestOf(KEPT)).hasSize(1);
      aWindowThatWasOpenGoesOnWithoutWhatWasForgotten(restarted.cipher());
    }
    assertThat(service.verb("subject", "forget", FORGOTTEN, "--dry-run", "--json"))
        .contains("\"keys\":1,\"rows\":1")
        .doesNotContain(FORGOTTEN);
    assertThat(service.verb("keys", "status"))
        .contains("2 subjects have a key")
        .contains(" wraps 3 (privacy.kek)");
    String audit = service.verb("audit", "list");
    assertThat(audit.lines().map(line -> line.split(" +")[1]))
        .containsExactly("INTENDED", "DONE", "INTENDED", "DONE");
    assertThat(audit)
        .contains("somebody  topics create")
        .contains("subject forget  subject ")
        .contains("1 keys and 2 rows deleted")
        .doesNotContain(FORGOTTEN);
  }

  /** In what a replay of the recording first differs from the live run. */
  private List<String> replayed(RecordingFolder recording, Privacy privacy) throws IOException {
    try (SizeModel model = new SizeModel()) {
      return LiveRuns.verify(recording, service.config, model, privacy.opener())
          .differences()
          .first();
    }
  }

  /** One prediction each of w1, w3, w4 and w5; w2 waits for its image. */
  private void feed(SampleCipher cipher) throws Exception {
    Sample text = cipher.seal(text(FORGOTTEN, "w1", SEALED_MARK + " one"));
    service.send(text);
    service.send(Sample.newBuilder(text).build());
    service.send(cipher.seal(image(FORGOTTEN, "w1", SEALED_MARK + " two")));
    service.send(cipher.seal(text(FORGOTTEN, "w2", SEALED_MARK + " three")));
    service.send(claim(cipher));
    service.send(cipher.seal(text(FORGOTTEN, "w3", SEALED_MARK + " five")));
    // its key is not its subject: a dead letter with the bytes as they were sent
    Sample misplaced = cipher.seal(text(FORGOTTEN, "w1", SEALED_MARK + " six"));
    service.send("another", misplaced);
    service.send(cipher.seal(text(KEPT, "w4", SEALED_MARK + " seven")));
    service.send(cipher.seal(image(KEPT, "w4", SEALED_MARK + " eight")));
    service.send(text(OPEN, "w5", PLAIN_MARK + " one"));
    service.send(image(OPEN, "w5", PLAIN_MARK + " two"));
  }

  private Sample claim(SampleCipher cipher) throws Exception {
    Sample sample = image(FORGOTTEN, "w3", "");
    SampleCipher.SealedContent sealed =
        cipher.sealContent(
            sample, "image/png", (SEALED_MARK + " four").getBytes(StandardCharsets.UTF_8));
    claimed = sealed.bytes();
    Path file = Files.write(dir.resolve("claims/four"), claimed);
    byte[] sha256 = MessageDigest.getInstance("SHA-256").digest(claimed);
    sample.setPayload(
        new ClaimCheck(
            file.toUri().toString(),
            HexFormat.of().formatHex(sha256),
            (long) claimed.length,
            "image/png"));
    sample.setEncryption(sealed.encryption());
    return sample;
  }

  /** Every sample that stands anywhere as one. */
  private List<Sample> written(RecordingFolder recording) throws Exception {
    List<Sample> samples = new ArrayList<>();
    for (Modality m : List.of(IMAGE, TEXT)) {
      for (ConsumerRecord<byte[], byte[]> record : service.read(service.topics.input(m))) {
        samples.add(service.registry.decode(record.value(), Sample.class));
      }
      recording.each(TopicRole.of(m), r -> samples.add(decode(Latin.bytes(r.getValue()))));
    }
    for (ConsumerRecord<byte[], byte[]> record : service.read(service.topics.late())) {
      samples.add(service.registry.decode(record.value(), LateSample.class).getSample());
    }
    List<ConsumerRecord<byte[], byte[]>> dead = service.read(service.topics.deadLetters());
    assertThat(dead).hasSize(1);
    samples.add(decode(dead.get(0).value()));
    recording.each(TopicRole.DEAD_LETTERS, r -> samples.add(decode(Latin.bytes(r.getValue()))));
    return samples;
  }

  private Sample decode(byte[] value) {
    try {
      return service.registry.decode(value, Sample.class);
    } catch (io.lacuna.wire.WireException e) {
      throw new AssertionError(e);
    }
  }

  private void nothingSealedCanBeSeen(RecordingFolder recording) throws Exception {
    Set<String> withPlain = new TreeSet<>();
    Set<String> all = service.allTopics();
    for (String topic : all) {
      for (ConsumerRecord<byte[], byte[]> record : service.read(topic)) {
        String value = Latin.text(record.value());
        assertThat(value).as(topic).doesNotContain(SEALED_MARK);
        if (value.contains(PLAIN_MARK)) {
          withPlain.add(topic);
        }
      }
    }
    assertThat(all).anyMatch(t -> t.endsWith("-changelog"));
    assertThat(withPlain)
        .as("where the search finds what is not encrypted")
        .containsExactly(service.topics.input(IMAGE), service.topics.input(TEXT));
    for (TopicRole role : TopicRole.values()) {
      if (recording.roles().contains(role.word())) {
        recording.each(
            role,
            r -> {
              assertThat(Latin.text(r.getValue())).as(role.word()).doesNotContain(SEALED_MARK);
              assertThat(Latin.text(r.getClaim())).as(role.word()).doesNotContain(SEALED_MARK);
            });
      }
    }
    try (Stream<Path> files = Files.walk(dir)) {
      files
          .filter(Files::isRegularFile)
          .forEach(f -> assertThat(Latin.text(f)).as("%s", f).doesNotContain(SEALED_MARK));
    }
  }

  private void aWindowThatWasOpenGoesOnWithoutWhatWasForgotten(SampleCipher cipher)
      throws Exception {
    seen.clear();
    try (LacunaApp app = service.app();
        PredictionTail tail = service.tail(seen::add)) {
      app.start();
      service.send(cipher.seal(image(FORGOTTEN, "w2", SEALED_MARK + " nine")));
      await()
          .atMost(Duration.ofMinutes(2))
          .until(() -> seen.stream().anyMatch(p -> p.getWindowId().contains("w2")));
    }
    Prediction prediction =
        seen.stream().filter(p -> p.getWindowId().contains("w2")).findFirst().orElseThrow();
    assertThat(prediction.getPresenceLetters()).isEqualTo("I--");
    assertThat(prediction.getAbsences()).contains(new Absence(TEXT, AbsenceReason.MASKED));
    assertThat(prediction.getScores()).isNotNull();
    List<ConsumerRecord<byte[], byte[]>> dead = service.read(service.topics.deadLetters());
    assertThat(dead).hasSize(2);
    assertThat(
            new String(
                dead.stream()
                    .filter(d -> "pointer".equals(header(d, "lacuna.dlq.kind")))
                    .findFirst()
                    .orElseThrow()
                    .headers()
                    .lastHeader("lacuna.error.reason")
                    .value(),
                StandardCharsets.UTF_8))
        .isEqualTo("KEY_DELETED");
  }

  private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
    return Latin.text(record.headers().lastHeader(name).value());
  }

  private String opened(SampleCipher cipher, Sample sample) {
    try {
      Object payload = cipher.open(sample);
      if (payload instanceof InlineBytes inline) {
        return Latin.text(inline.getBytes());
      }
      return Latin.text(cipher.openContent(sample, "image/png", claimed));
    } catch (SealException e) {
      return e.reason().name();
    }
  }

  private List<String> latestOf(String subject) {
    Map<String, byte[]> rows = new HashMap<>();
    service.read(service.topics.latest()).forEach(r -> rows.put(Latin.text(r.key()), r.value()));
    return rows.entrySet().stream()
        .filter(row -> row.getKey().startsWith(subject) && row.getValue() != null)
        .map(Map.Entry::getKey)
        .toList();
  }

  private static List<Sample> ofSubject(List<Sample> samples, String subject) {
    return samples.stream().filter(s -> s.getSubject().equals(subject)).toList();
  }

  private void awaitPredictions(int count) {
    await().atMost(Duration.ofMinutes(2)).until(() -> seen.size() >= count);
    assertThat(seen).extracting(Prediction::getPresenceLetters).containsOnly("IT-");
  }
}
