package io.lacuna.app.privacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.lacuna.app.ClientSettings;
import io.lacuna.app.TopicSetup;
import io.lacuna.app.batch.Payloads;
import io.lacuna.app.config.AppConfig;
import io.lacuna.app.config.AppConfig.PayloadLimits;
import io.lacuna.app.config.ConfigLoader;
import io.lacuna.app.embedded.EmbeddedDefault;
import io.lacuna.app.ops.TopicReader;
import io.lacuna.model.modality.Payload;
import io.lacuna.model.modality.PayloadException;
import io.lacuna.model.modality.RejectReason;
import io.lacuna.schema.Encryption;
import io.lacuna.schema.InlineBytes;
import io.lacuna.schema.Modality;
import io.lacuna.schema.Sample;
import io.lacuna.wire.RegistryAvro;
import io.lacuna.wire.seal.KeysUnavailableException;
import io.lacuna.wire.seal.SealException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys on a real broker, with several processes that use and change them. */
class KeyTopicTest {
  private static final String OLD = kek(1);
  private static final String NEW = kek(2);

  @TempDir static Path dir;
  private static EmbeddedDefault embedded;
  private static RegistryAvro registry;

  @BeforeAll
  static void start() throws Exception {
    embedded = EmbeddedDefault.start(dir.resolve("kafka"));
    registry = RegistryAvro.connect(Map.of("schema.registry.url", embedded.registryUrl()));
  }

  @AfterAll
  static void stop() {
    registry.close();
    embedded.close();
  }

  private static String kek(int fill) {
    byte[] key = new byte[32];
    java.util.Arrays.fill(key, (byte) fill);
    return Base64.getEncoder().encodeToString(key);
  }

  private static AppConfig config(String prefix, Map<String, String> more) {
    Map<String, String> all = new HashMap<>(more);
    all.put("bootstrap.servers", embedded.bootstrapServers());
    all.put("schema.registry.url", embedded.registryUrl());
    all.put("topics.prefix", prefix);
    all.put("pipelines", "patient");
    return ConfigLoader.load(all, Map.of(), Map.of());
  }

  private static AppConfig setUp(String prefix) throws Exception {
    AppConfig config = config(prefix, Map.of("privacy.kek", OLD));
    try (Admin admin = Admin.create(ClientSettings.connection(config))) {
      new TopicSetup(config, admin).create(1, (short) 1, Map.of("retention.ms", "-1"));
    }
    try (Privacy privacy = Privacy.open(config, registry)) {
      assertThat(privacy.admin().setUp()).as("made").isTrue();
      assertThat(privacy.admin().setUp()).as("made once more").isFalse();
    }
    return config;
  }

  private static Sample sample(String subject) {
    return Sample.newBuilder()
        .setSubject(subject)
        .setModality(Modality.TEXT)
        .setEventTime(Instant.EPOCH)
        .setPayload(
            new InlineBytes(
                "text/plain", ByteBuffer.wrap("words".getBytes(StandardCharsets.UTF_8))))
        .build();
  }

  @Test
  void writersThatMeetANewSubjectAtOnceTakeOneKey() throws Exception {
    AppConfig config = setUp("race");
    ExecutorService threads = Executors.newFixedThreadPool(6);
    try (Privacy one = Privacy.open(config, registry);
        Privacy other = Privacy.open(config, registry)) {
      for (String subject : List.of("a", "b", "c", "d")) {
        List<Callable<Sample>> work =
            IntStream.range(0, 6)
                .<Callable<Sample>>mapToObj(
                    i -> () -> (i % 2 == 0 ? one : other).cipher().seal(sample(subject)))
                .toList();
        Set<String> ids =
            threads.invokeAll(work).stream()
                .map(KeyTopicTest::sealed)
                .map(s -> s.getEncryption().getKeyId())
                .collect(Collectors.toSet());
        Sample later = other.cipher().seal(sample(subject));
        assertThat(one.cipher().seal(sample(subject))).as("from now on").isEqualTo(later);
        assertThat(ids)
            .as("keys that sealed something")
            .containsOnly(later.getEncryption().getKeyId());
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static Sample sealed(Future<Sample> future) {
    try {
      return future.get();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aDeletedKeyIsSoonGoneEverywhereAndStaysGone() throws Exception {
    AppConfig config = setUp("gone");
    Sample sealed;
    Sample again;
    try (Privacy deleter = Privacy.open(config, registry);
        Privacy reader = Privacy.open(config, registry)) {
      sealed = deleter.cipher().seal(sample("p"));
      assertThat(reader.cipher().open(sealed)).isEqualTo(sample("p").getPayload());
      assertThat(deleter.admin().forget("p")).isEqualTo(1);
      await().atMost(Duration.ofSeconds(10)).until(() -> isDeleted(reader, sealed));
      again = reader.cipher().seal(sample("p"));
      assertThat(again.getEncryption()).isNotEqualTo(sealed.getEncryption());
      assertThat(deleter.cipher().open(again)).isEqualTo(sample("p").getPayload());
    }
    try (Privacy restarted = Privacy.open(config, registry)) {
      assertThat(isDeleted(restarted, sealed)).isTrue();
      assertThat(restarted.cipher().open(again)).isEqualTo(sample("p").getPayload());
      Sample unknown = sample("p");
      unknown.setEncryption(new Encryption("never there"));
      assertThat(isDeleted(restarted, unknown)).isTrue();
    }
  }

  @Test
  void aChangedPayloadIsRejectedByNameAndAPlainOneIsRead() throws Exception {
    try (Privacy privacy = Privacy.open(setUp("changed"), registry)) {
      Sample sealed = privacy.cipher().seal(sample("p"));
      Payloads payloads = new Payloads(new PayloadLimits(1024, 1024, null, 1024), privacy.opener());
      assertThat(((Payload.Encoded) payloads.of(sealed)).bytes())
          .isEqualTo(((Payload.Encoded) payloads.of(sample("p"))).bytes());
      byte[] changed = ((InlineBytes) sealed.getPayload()).getBytes().array().clone();
      changed[0] ^= 1;
      sealed.setPayload(new InlineBytes("text/plain", ByteBuffer.wrap(changed)));
      assertThatThrownBy(() -> payloads.of(sealed))
          .isInstanceOfSatisfying(
              PayloadException.class,
              e -> assertThat(e.reason()).isEqualTo(RejectReason.CIPHERTEXT_INVALID));
    }
  }

  private static boolean isDeleted(Privacy privacy, Sample sealed) {
    try {
      privacy.cipher().open(sealed);
      return false;
    } catch (SealException e) {
      return e.reason() == SealException.Reason.KEY_DELETED;
    }
  }

  @Test
  void aRotationKeepsPayloadsAndPseudonymsAndEndsTheOldKek() throws Exception {
    AppConfig before = setUp("rotated");
    Sample sealed;
    String pseudonym;
    try (Privacy privacy = Privacy.open(before, registry)) {
      sealed = privacy.cipher().seal(sample("p"));
      pseudonym = privacy.keys().pseudonym("p");
    }
    AppConfig after = config("rotated", Map.of("privacy.kek", NEW));
    assertThatThrownBy(() -> Privacy.open(after, registry).close())
        .isInstanceOf(KeysUnavailableException.class)
        .hasMessageContaining(before.privacy().keks().primaryId());

    AppConfig both = config("rotated", Map.of("privacy.kek", NEW, "privacy.kek.accepted", OLD));
    try (Privacy privacy = Privacy.open(both, registry)) {
      assertThat(privacy.admin().rewrap()).as("the subject's and that of pseudonyms").isEqualTo(2);
      assertThat(privacy.admin().rewrap()).isZero();
    }
    try (Privacy privacy = Privacy.open(after, registry)) {
      assertThat(privacy.cipher().open(sealed)).isEqualTo(sample("p").getPayload());
      assertThat(privacy.keys().pseudonym("p")).isEqualTo(pseudonym);
      assertThat(privacy.keys().countByKek()).containsOnlyKeys(after.privacy().keks().primaryId());
      assertThat(privacy.keys().countSubjects()).isEqualTo(1);
    }
    assertThatThrownBy(() -> Privacy.open(before, registry).close())
        .isInstanceOf(KeysUnavailableException.class);
  }

  @Test
  void whatOvertookARotationIsNotUndoneByIt() throws Exception {
    AppConfig config = setUp("fenced");
    String topic = config.privacy().keyTopic();
    Map<String, Object> settings = new HashMap<>(ClientSettings.connection(config));
    settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, "lacuna-keys-" + topic);
    try (Privacy privacy = Privacy.open(config, registry);
        KafkaProducer<String, byte[]> rotation =
            new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer())) {
      Sample sealed = privacy.cipher().seal(sample("p"));
      String id = sealed.getEncryption().getKeyId();
      rotation.initTransactions();
      rotation.beginTransaction();
      rotation.send(new ProducerRecord<>(topic, 0, id, value(config, topic, id)));
      assertThat(privacy.admin().forget("p")).isEqualTo(1);
      assertThatThrownBy(rotation::commitTransaction).isInstanceOf(KafkaException.class);
      try (Privacy restarted = Privacy.open(config, registry)) {
        assertThat(isDeleted(restarted, sealed)).isTrue();
      }
    }
  }

  private static byte[] value(AppConfig config, String topic, String id) {
    Map<String, byte[]> values = new HashMap<>();
    try (TopicReader reader = new TopicReader(ClientSettings.connection(config))) {
      reader.read(
          topic,
          new TopicReader.From.Beginning(),
          r -> values.put(new String(r.key(), StandardCharsets.UTF_8), r.value()));
    }
    return values.get(id);
  }

  @Test
  void withoutTheTopicThereIsAClearError() {
    AppConfig config = config("nowhere", Map.of("privacy.kek", OLD));
    assertThatThrownBy(() -> Privacy.open(config, registry).close())
        .isInstanceOf(KeysUnavailableException.class)
        .hasMessageContaining("nowhere.keys.v1");
  }
}
