package io.lacuna.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.lacuna.app.embedded.EmbeddedDefault;
import io.lacuna.model.recording.RecordingFolder;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The verb as people call it. */
class RecordCommandTest {
  @TempDir Path dir;
  private final StringWriter err = new StringWriter();
  private String out;
  private Path config;

  @Test
  void recordsATopicAndRefusesInOneLine() throws Exception {
    try (EmbeddedDefault kafka = EmbeddedDefault.start(dir.resolve("kafka"))) {
      config =
          Files.writeString(
              dir.resolve("lacuna.properties"),
              "pipelines=patient\nbootstrap.servers="
                  + kafka.bootstrapServers()
                  + "\nschema.registry.url="
                  + kafka.registryUrl()
                  + "\n");
      refused("there is no topic lacuna.patient.", "early");
      assertThat(run("topics", "create", "--config", config.toString(), "--partitions", "1"))
          .as(err.toString())
          .isZero();
      Map<String, Object> settings = Map.of("bootstrap.servers", kafka.bootstrapServers());
      try (var producer =
          new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer())) {
        for (int i = 0; i < 3; i++) {
          producer
              .send(new ProducerRecord<>("lacuna.patient.text.v1", "P-" + i, new byte[i]))
              .get();
        }
      }

      Path monday = dir.resolve("monday");
      assertThat(record(monday, "--from", "text-0=1")).as(err.toString()).isZero();
      assertThat(out)
          .startsWith("monday: pipeline patient\n")
          .contains("made by     lacuna record --pipeline patient --from text-0=1\n")
          .containsPattern("\ntext-0 +2 +1 +3\n");
      new RecordingFolder(monday).verify();

      refused("holds a recording; choose a new folder", "monday");
      refused("--from yesterday must be an instant", "x", "--from", "yesterday");
      refused("--follow ends the recording", "x", "--follow", "1", "--to", "text-0=2");
      refused("--from names text-7; there are", "x", "--from", "text-7=1");
      refused("--to text-0=4: the topic ends at 3", "x", "--to", "text-0=4");
      refused("lies behind its end, 1", "x", "--from", "text-0=2", "--to", "text-0=1");
      refused("--mask-key needs --mask", "x", "--mask-key", config.toString());
      refused("there is no topic no.labels", "x", "--labels", "no.labels");
      assertThat(dir.resolve("x")).doesNotExist();
    }
  }

  private void refused(String why, String folder, String... options) {
    err.getBuffer().setLength(0);
    assertThat(record(dir.resolve(folder), options)).as(err.toString()).isEqualTo(Main.REFUSED);
    assertThat(err.toString()).startsWith("refused: ").contains(why).containsOnlyOnce("\n");
  }

  private int record(Path folder, String... options) {
    List<String> args = new ArrayList<>();
    args.addAll(List.of("record", "--config", config.toString(), "--pipeline", "patient"));
    args.addAll(List.of("--out", folder.toString()));
    args.addAll(List.of(options));
    return run(args.toArray(String[]::new));
  }

  private int run(String... args) {
    PrintStream before = System.out;
    var bytes = new ByteArrayOutputStream();
    System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    try {
      return Main.commandLine().setErr(new PrintWriter(err, true)).execute(args);
    } finally {
      System.setOut(before);
      out = bytes.toString(StandardCharsets.UTF_8);
    }
  }
}
