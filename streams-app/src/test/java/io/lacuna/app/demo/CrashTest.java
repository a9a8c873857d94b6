package io.lacuna.app.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lacuna.app.PredictionTail;
import io.lacuna.app.TopicSetup;
import io.lacuna.app.config.AppConfig;
import io.lacuna.app.config.ConfigLoader;
import io.lacuna.app.embedded.EmbeddedDefault;
import io.lacuna.app.harness.KillableApp;
import io.lacuna.app.harness.SizeModel;
import io.lacuna.app.replay.LiveRuns;
import io.lacuna.app.replay.Verification;
import io.lacuna.model.recording.RecordingFolder;
import io.lacuna.model.recording.RecordingReader;
import io.lacuna.schema.Prediction;
import io.lacuna.schema.RecordedRecord;
import io.lacuna.wire.RegistryAvro;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** kill -9 of the application in mid-feed: no subject is lost, none is final twice. */
class CrashTest {
  private static final double SPEED = 250;
  private static final RecordingFolder FEED = new RecordingFolder(Path.of("../recordings/patient"));

  @TempDir Path dir;

  @Test
  void nothingIsLostAndNothingIsFinalTwice() throws Exception {
    try (EmbeddedDefault embedded = EmbeddedDefault.start(dir.resolve("kafka"))) {
      Map<String, String> values = values(embedded);
      AppConfig config = ConfigLoader.load(values, Map.of(), Map.of());
      Map<String, Object> connection = Map.of("bootstrap.servers", embedded.bootstrapServers());
      try (Admin admin = Admin.create(connection);
          RegistryAvro registry = RegistryAvro.connect(config.registry());
          var producer =
              new KafkaProducer<>(
                  connection, new ByteArraySerializer(), new ByteArraySerializer())) {
        new TopicSetup(config, admin).create(2, (short) 1, Map.of("retention.ms", "-1"));
        PipelineTally tally = new PipelineTally();
        try (PredictionTail tail =
            new PredictionTail(
                config.pipelines(), connection, registry, true, (p, now) -> add(tally, p))) {
          Process app = start(values);
          try {
            DemoFeed feed = new DemoFeed(options(), config, dir, admin, producer, registry);
            feed.start(Long.MAX_VALUE);
            awaitPredictions(tally, 50);
            app = killAndRestart(app, values);
            awaitPredictions(tally, 300);
            app = killAndRestart(app, values);
            await().atMost(Duration.ofMinutes(2)).until(() -> !feed.isPlaying());
            Set<String> expected = subjects();
            await()
                .atMost(Duration.ofMinutes(2))
                .untilAsserted(
                    () -> {
                      synchronized (tally) {
                        assertThat(finalSubjects(tally)).isEqualTo(expected);
                        assertThat(tally.latest()).allMatch(Prediction::getIsFinal);
                      }
                    });
            awaitRepeated(config, registry);
          } finally {
            app.destroyForcibly().waitFor();
          }
        }
        synchronized (tally) {
          assertThat(tally.finalsTwice()).as("finals of an observation that had one").isZero();
          assertThat(tally.revisionGaps()).as("revisions without their predecessor").isZero();
        }
      }
    }
  }

  /** What two processes did, killed in between, is repeated from the log that they left. */
  private void awaitRepeated(AppConfig live, RegistryAvro registry) throws IOException {
    AppConfig config =
        live.withPipelines(live.pipelines().stream().map(p -> p.compressed(SPEED)).toList());
    AtomicInteger attempt = new AtomicInteger();
    await()
        .atMost(Duration.ofMinutes(2))
        .untilAsserted(
            () -> {
              Path out = dir.resolve("recording-" + attempt.incrementAndGet());
              Verification.Result result =
                  LiveRuns.verify(
                      LiveRuns.record(config, registry, out, false), config, new SizeModel());
              assertThat(result.differences().first()).isEmpty();
              // the last of the log is written a second later
              assertThat(result.unread()).isZero();
              assertThat(result.holds(0)).isTrue();
            });
  }

  private Map<String, String> values(EmbeddedDefault embedded) {
    Map<String, String> values = new HashMap<>();
    values.put("bootstrap.servers", embedded.bootstrapServers());
    values.put("schema.registry.url", embedded.registryUrl());
    values.put("pipelines", "patient");
    values.put("instance.id", "one");
    values.put("state.dir", dir.resolve("state").toString());
    return values;
  }

  private DemoOptions options() {
    return new DemoOptions(
        SPEED,
        0,
        List.of("patient"),
        Path.of("../recordings"),
        null,
        dir,
        false,
        0,
        true,
        Map.of(),
        false);
  }

  private static void add(PipelineTally tally, Prediction p) {
    synchronized (tally) {
      tally.add(p, 0, ref -> null);
    }
  }

  private static void awaitPredictions(PipelineTally tally, long n) {
    await()
        .atMost(Duration.ofMinutes(2))
        .until(
            () -> {
              synchronized (tally) {
                return tally.predictions() >= n;
              }
            });
  }

  private static Process killAndRestart(Process app, Map<String, String> values)
      throws IOException, InterruptedException {
    app.destroyForcibly().waitFor();
    return start(values);
  }

  private static Process start(Map<String, String> values) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-cp"));
    command.add(System.getProperty("java.class.path"));
    command.addAll(List.of(KillableApp.class.getName(), Double.toString(SPEED)));
    values.forEach((k, v) -> command.add(k + "=" + v));
    return new ProcessBuilder(command)
        .redirectOutput(Redirect.DISCARD)
        .redirectError(Redirect.INHERIT)
        .start();
  }

  /** Subjects of the recording that have a sample which can be believed. */
  private static Set<String> subjects() throws IOException {
    Set<String> subjects = new HashSet<>();
    try (RecordingReader feed = FEED.openFeed()) {
      while (feed.hasNext()) {
        RecordedRecord record = feed.next();
        feed.sample(record)
            .filter(s -> s.getEventTime().isBefore(record.getTimestamp().plus(Duration.ofDays(1))))
            .ifPresent(s -> subjects.add(s.getSubject()));
      }
    }
    return subjects;
  }

  private static Set<String> finalSubjects(PipelineTally tally) {
    return tally.latest().stream()
        .filter(Prediction::getIsFinal)
        .map(Prediction::getSubject)
        .collect(Collectors.toSet());
  }
}
