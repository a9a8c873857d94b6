package io.lacuna.app.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lacuna.app.embedded.EmbeddedDefault;
import io.lacuna.app.harness.PipelineHarness;
import io.lacuna.app.topology.PayloadDigest;
import io.lacuna.model.modality.PayloadException;
import io.lacuna.model.modality.RejectReason;
import io.lacuna.schema.InlineBytes;
import io.lacuna.schema.Modality;
import io.lacuna.schema.Sample;
import io.lacuna.schema.SampleRef;
import io.lacuna.wire.RegistryAvro;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Samples that are read again from a real log, with an empty cache as after a restart. */
class LogSampleSourceTest {
  private static final String TOPIC = "text";

  @TempDir Path dir;
  private EmbeddedDefault embedded;
  private RegistryAvro registry;
  private LogSampleSource source;

  @BeforeEach
  void open() throws Exception {
    embedded = EmbeddedDefault.start(dir);
    Map<String, Object> connection = Map.of("bootstrap.servers", embedded.bootstrapServers());
    registry = RegistryAvro.connect(Map.of("schema.registry.url", embedded.registryUrl()));
    source = new LogSampleSource(new PayloadCache(0), registry, connection);
    try (Admin admin = Admin.create(connection)) {
      admin
          .createTopics(
              List.of(new NewTopic(TOPIC, 1, (short) 1).configs(Map.of("retention.ms", "-1"))))
          .all()
          .get();
    }
    try (var producer =
        new KafkaProducer<>(connection, new StringSerializer(), new ByteArraySerializer())) {
      for (String text : List.of("zero", "one")) {
        producer.send(new ProducerRecord<>(TOPIC, "p", registry.encode(TOPIC, sample(text))));
      }
    }
  }

  @AfterEach
  void close() throws Exception {
    source.close();
    registry.close();
    embedded.close();
  }

  @Test
  void whatStandsAtTheOffsetIsReadAgain() throws Exception {
    assertThat(source.fetch(ref(1, "one"))).isEqualTo(sample("one"));
    assertThat(source.fetch(ref(0, "zero"))).isEqualTo(sample("zero"));
  }

  @Test
  void anotherRecordAtTheOffsetIsNotTakenForIt() {
    assertGone(ref(1, "uno"));
  }

  @Test
  void anOffsetThatTheLogDoesNotReachIsGoneAndNotWaitedForForEver() {
    assertGone(ref(2, "two"));
    assertGone(ref(3, "three"));
  }

  private void assertGone(SampleRef ref) {
    assertThatThrownBy(() -> source.fetch(ref))
        .isInstanceOfSatisfying(
            PayloadException.class,
            e -> assertThat(e.reason()).isEqualTo(RejectReason.REFERENCE_GONE));
  }

  private static Sample sample(String text) {
    return PipelineHarness.sample(
        "p",
        Modality.TEXT,
        0,
        new InlineBytes("text/plain", ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8))));
  }

  private static SampleRef ref(long offset, String text) {
    return new SampleRef(
        Modality.TEXT,
        TOPIC,
        0,
        offset,
        Instant.ofEpochMilli(PipelineHarness.T0),
        HexFormat.of().formatHex(PayloadDigest.of(sample(text).getPayload())));
  }
}
