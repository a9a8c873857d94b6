package io.lacuna.app.intake.chunk;

import static io.lacuna.app.harness.CallSound.CHUNK_MS;
import static io.lacuna.app.intake.chunk.CallHarness.boundary;
import static io.lacuna.app.intake.chunk.CallHarness.made;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lacuna.app.ClientSettings;
import io.lacuna.app.LacunaApp;
import io.lacuna.app.PredictionTail;
import io.lacuna.app.TopicSetup;
import io.lacuna.app.config.AppConfig;
import io.lacuna.app.config.ConfigLoader;
import io.lacuna.app.embedded.EmbeddedDefault;
import io.lacuna.app.harness.PipelineHarness;
import io.lacuna.app.harness.SizeModel;
import io.lacuna.schema.Absence;
import io.lacuna.schema.InlineBytes;
import io.lacuna.schema.Modality;
import io.lacuna.schema.Prediction;
import io.lacuna.schema.Sample;
import io.lacuna.schema.SubjectMapping;
import io.lacuna.schema.UtteranceBoundary;
import io.lacuna.wire.RegistryAvro;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole service on a real broker: a call of two speakers in chunks of 200 ms with gaps,
 * transcripts under the call, images under their screen recording, and a mapping from these to
 * utterances.
 */
class CallServiceTest {
  private static final Duration LONG = Duration.ofMinutes(2);
  private static final int CALL_MS = 6_000;
  private static final Map<String, Set<Long>> LOST =
      Map.of("agent", Set.of(21L, 22L, 23L), "customer", Set.of(8L));

  @TempDir Path dir;
  private final Map<String, Prediction> first = new ConcurrentHashMap<>();
  private final Instant begin = Instant.now().minusMillis(CALL_MS);
  private RegistryAvro registry;
  private KafkaProducer<String, byte[]> producer;

  @Test
  void aCallBecomesUtterancesWithTheRightPresence() throws Exception {
    MeterRegistry meters = new SimpleMeterRegistry();
    try (EmbeddedDefault embedded = EmbeddedDefault.start(dir.resolve("kafka"))) {
      AppConfig config = config(embedded);
      Map<String, Object> connection = ClientSettings.connection(config);
      try (Admin admin = Admin.create(connection)) {
        TopicSetup setup = new TopicSetup(config, admin);
        setup.create(2, (short) 1, Map.of("retention.ms", "-1"));
        await()
            .ignoreExceptions()
            .until(
                () ->
                    setup
                        .check()
                        .equals(Map.of("utterance", 2, "intake.calls", 2, "intake.screens", 2)));
      }
      try (RegistryAvro avro = RegistryAvro.connect(config.registry());
          var sender =
              new KafkaProducer<>(connection, new StringSerializer(), new ByteArraySerializer());
          PredictionTail tail =
              new PredictionTail(
                  config.pipelines(),
                  connection,
                  avro,
                  true,
                  (p, now) -> first.putIfAbsent(p.getSubject(), p));
          LacunaApp app = new LacunaApp(config, p -> new SizeModel(), avro, meters)) {
        registry = avro;
        producer = sender;
        app.start();
        record();
        transcribe();
        screens();
        producer.flush();
        await().atMost(LONG).until(() -> first.size() == 4);
        assertThat(meters.get("lacuna.call.balance").gauge().value()).isZero();
        assertThat(meters.get("lacuna.intake.balance").gauge().value()).isZero();
      }
    }
    Map<String, String> shown = new TreeMap<>();
    first.forEach((utterance, p) -> shown.put(utterance, p.getPresenceLetters() + absences(p)));
    assertThat(shown)
        .isEqualTo(
            Map.of(
                "u1", "ITA[]",
                "u2", "-TA[IMAGE UNKNOWN]",
                "u3", "IT-[AUDIO ERROR]",
                "u4", "IT-[AUDIO UNKNOWN]"));
  }

  private static String absences(Prediction p) {
    return p.getAbsences().stream()
        .map((Absence a) -> a.getModality() + " " + a.getReason())
        .collect(Collectors.joining(", ", "[", "]"));
  }

  /** Some chunks are lost, and one in four is sent twice. */
  private void record() {
    for (long sequence = 0; sequence < CALL_MS / CHUNK_MS; sequence++) {
      for (String channel : LOST.keySet()) {
        for (int i = 0; i < (sequence % 4 == 0 ? 2 : 1); i++) {
          if (!LOST.get(channel).contains(sequence)) {
            Instant at = begin.plusMillis(sequence * CHUNK_MS);
            send(
                "recorder.chunks",
                "call-7",
                made("call-7", channel, sequence).setEventTime(at).build());
          }
        }
      }
    }
  }

  private void transcribe() {
    transcribe(boundary("call-7", "agent", "u1", 120, 1_480).setText("hello, how can I help"));
    transcribe(boundary("call-7", "customer", "u2", 1_500, 3_900).setText("my card is gone"));
    transcribe(boundary("call-7", "agent", "u3", 4_000, 5_200).setText("I lock it for you"));
    transcribe(boundary("call-7", "third", "u4", 5_000, 5_600).setText("(not recorded)"));
  }

  private void transcribe(UtteranceBoundary.Builder of) {
    Instant at = begin.plusMillis(of.getStartMs());
    send("asr.utterances", "call-7", of.setEventTime(at).build());
  }

  private void screens() {
    Map.of("rec-1", "u1", "rec-2", "u3", "rec-3", "u4")
        .forEach(
            (recording, utterance) -> {
              Sample image =
                  PipelineHarness.sample(
                      recording,
                      Modality.IMAGE,
                      0,
                      new InlineBytes("image/png", ByteBuffer.wrap(new byte[] {1, 2, 3})));
              image.setEventTime(begin.plusMillis(4_000));
              send("screens", recording, image);
              send("screens.utterances", recording, new SubjectMapping(utterance, null));
            });
  }

  private void send(String topic, String key, SpecificRecord value) {
    producer.send(new ProducerRecord<>(topic, key, registry.encode(topic, value)));
  }

  private AppConfig config(EmbeddedDefault embedded) {
    Map<String, String> values = new HashMap<>();
    values.put("bootstrap.servers", embedded.bootstrapServers());
    values.put("schema.registry.url", embedded.registryUrl());
    values.put("pipelines", "utterance");
    values.put("state.dir", dir.resolve("state").toString());
    values.put("utterance.window.size", "10s");
    values.put("utterance.window.grace", "2s");
    values.put("intake.feeds", "calls,screens");
    values.put("intake.calls.kind", "audio-chunks");
    values.put("intake.calls.topic", "recorder.chunks");
    values.put("intake.calls.boundaries.topic", "asr.utterances");
    values.put("intake.calls.pipeline", "utterance");
    values.put("intake.calls.utterance.max", "3s");
    values.put("intake.calls.chunk.patience", "1s");
    values.put("intake.screens.topic", "screens");
    values.put("intake.screens.pipeline", "utterance");
    values.put("intake.screens.modality", "image");
    values.put("intake.screens.key", "mapping");
    values.put("intake.screens.mapping.topic", "screens.utterances");
    return ConfigLoader.load(values, Map.of(), Map.of());
  }
}
