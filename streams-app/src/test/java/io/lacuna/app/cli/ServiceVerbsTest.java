package io.lacuna.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lacuna.app.demo.Demo;
import io.lacuna.app.demo.DemoOptions;
import io.lacuna.app.harness.SizeModel;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.Reader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** A demo that stays up, and what people do to a service that is up. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ServiceVerbsTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir static Path dir;
  private static final ByteArrayOutputStream TALK = new ByteArrayOutputStream();
  private static Thread demo;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeAll
  static void start() {
    DemoOptions options =
        new DemoOptions(
            400,
            0,
            List.of("patient"),
            Path.of("../recordings"),
            Path.of("unused"),
            dir,
            false,
            0,
            true,
            Map.of(),
            true);
    PrintStream talk = new PrintStream(TALK, true, StandardCharsets.UTF_8);
    demo =
        new Thread(
            () -> {
              try {
                new Demo(
                        options,
                        config -> pipeline -> new SizeModel(),
                        new PrintStream(new ByteArrayOutputStream()),
                        talk)
                    .run();
              } catch (Exception e) {
                e.printStackTrace(talk);
              }
            });
    demo.start();
    await()
        .atMost(Duration.ofMinutes(3))
        .until(() -> TALK.toString(StandardCharsets.UTF_8).contains("stays up"));
  }

  @AfterAll
  static void stop() throws InterruptedException {
    demo.interrupt();
    demo.join(Duration.ofMinutes(1).toMillis());
    assertThat(demo.isAlive()).isFalse();
  }

  private int run(String... args) {
    List<String> all = new ArrayList<>(Arrays.asList(args));
    all.addAll(List.of("--config", dir.resolve("lacuna.properties").toString()));
    all.addAll(List.of("--pipeline", "patient"));
    CommandLine main = Main.commandLine();
    main.setOut(new PrintWriter(out, true));
    main.setErr(new PrintWriter(err, true));
    return main.execute(all.toArray(String[]::new));
  }

  private List<JsonNode> lines() throws Exception {
    List<JsonNode> lines = new ArrayList<>();
    for (String line : out.toString().split("\n")) {
      lines.add(JSON.readTree(line));
    }
    return lines;
  }

  @Test
  @Order(1)
  void peekShowsPredictionsWithoutTellingWhoTheyAreOf() throws Exception {
    assertThat(run("peek", "predictions", "--from", "beginning")).isZero();
    List<JsonNode> masked = lines();
    assertThat(masked.size()).isGreaterThan(450);
    assertThat(masked.get(0).at("/value/subject").asText()).matches("[0-9a-f]{32}");
    assertThat(masked.get(0).get("key").asText())
        .isEqualTo(masked.get(0).at("/value/subject").asText());
    assertThat(masked.get(0).at("/value/window_start").asText()).matches("20\\d\\d-.*Z");
    out.getBuffer().setLength(0);
    assertThat(run("peek", "predictions", "--from", "beginning", "--show", "ids,sites")).isZero();
    List<JsonNode> plain = lines();
    out.getBuffer().setLength(0);
    assertThat(run("peek", "predictions", "--last", "3")).isZero();
    // of each of two partitions, though marks of transactions lie between them
    assertThat(lines()).hasSize(6);
    assertThat(subjects(plain)).hasSameSizeAs(subjects(masked));
    assertThat(plain.get(0).at("/value/subject").asText()).startsWith("P-");
  }

  private static Set<String> subjects(List<JsonNode> lines) {
    return lines.stream().map(l -> l.at("/value/subject").asText()).collect(Collectors.toSet());
  }

  @Test
  @Order(2)
  void payloadsStayHiddenUnlessAskedFor() throws Exception {
    assertThat(run("peek", "text", "--last", "40")).isZero();
    assertThat(out.toString()).doesNotContain("base64");
    assertThat(lines().size()).isBetween(20, 80);
    out.getBuffer().setLength(0);
    assertThat(run("peek", "text", "--last", "40", "--show", "payloads")).isZero();
    assertThat(out.toString()).contains("base64");
  }

  @Test
  @Order(3)
  void wrongWordsAreNamedWithWhatIsAllowed() {
    assertThat(run("peek", "smell")).isEqualTo(3);
    assertThat(err.toString()).contains("smell").contains("predictions");
    assertThat(run("peek", "text", "--from", "noon")).isEqualTo(3);
    assertThat(err.toString()).contains("--from noon").contains("2026-01-31T12:00:00Z");
    assertThat(run("peek", "text", "--show", "everything")).isEqualTo(3);
    assertThat(run("dlq", "show", "7")).isEqualTo(3);
    assertThat(err.toString()).contains("PARTITION:OFFSET");
    assertThat(run("dlq", "show", "0:999999")).isEqualTo(3);
    assertThat(err.toString()).contains("no dead letter at 0:999999");
    assertThat(run("dlq", "show", "00:1")).isEqualTo(3);
    assertThat(run("peek", "text", "--last", "0")).isEqualTo(3);
    assertThat(err.toString()).contains("refused: --last 0 must be at least 1");
    assertThat(run("dlq", "resend")).isEqualTo(3);
    assertThat(err.toString()).contains("say which");
  }

  @Test
  @Order(4)
  void aDeadLetterSentOnceMoreKeepsWhatItWasAndComesBackIfStillBroken() throws Exception {
    assertThat(run("dlq", "list", "--stage", "decode", "--json")).isZero();
    List<JsonNode> before = lines();
    JsonNode letter = before.get(0);
    String place = letter.get("place").asText();
    out.getBuffer().setLength(0);
    assertThat(run("dlq", "show", place, "--show", "ids,sites,payloads")).isZero();
    JsonNode was = JSON.readTree(out.toString());
    assertThat(was.at("/headers/lacuna.error.reason")).isEqualTo(letter.get("reason"));

    out.getBuffer().setLength(0);
    assertThat(run("dlq", "resend", place, "--dry-run")).isZero();
    assertThat(out.toString()).contains("1 would be sent");
    assertThat(run("dlq", "resend", place)).isZero();
    assertThat(out.toString()).contains("1 sent once more");

    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> {
              out.getBuffer().setLength(0);
              return run("dlq", "list", "--stage", "decode", "--json") == 0
                  && lines().size() == before.size() + 1;
            });
    JsonNode again =
        lines().stream()
            .filter(l -> l.get("originOffset").asLong() > letter.get("originOffset").asLong())
            .filter(l -> l.get("originPartition").equals(letter.get("originPartition")))
            .filter(l -> l.get("originTopic").equals(letter.get("originTopic")))
            .reduce((a, b) -> b)
            .orElseThrow();
    out.getBuffer().setLength(0);
    run("dlq", "show", again.get("place").asText(), "--show", "ids,sites,payloads");
    JsonNode is = JSON.readTree(out.toString());
    assertThat(is.get("key")).isEqualTo(was.get("key"));
    assertThat(is.get("value")).isEqualTo(was.get("value"));
    assertThat(is.get("timestamp")).isEqualTo(was.get("timestamp"));
    assertThat(is.at("/headers/lacuna.resent.from").asText()).endsWith(":" + place);
  }

  @Test
  @Order(5)
  void aPointerSendsTheSampleItPointsTo() throws Exception {
    assertThat(run("dlq", "list", "--stage", "payload", "--json")).isZero();
    JsonNode letter = lines().get(0);
    out.getBuffer().setLength(0);
    assertThat(run("dlq", "resend", letter.get("place").asText())).isZero();
    assertThat(out.toString()).contains("1 sent once more");
    out.getBuffer().setLength(0);
    String modality = letter.get("originTopic").asText().split("\\.")[2];
    assertThat(run("peek", modality, "--last", "3")).isZero();
    assertThat(out.toString()).contains("lacuna.resent.from");
  }

  @Test
  @Order(6)
  void whatOthersWroteThereIsNeitherListedNorSent() throws Exception {
    put("stranger", Map.of());
    // points to a record that is of somebody else
    put(
        "nobody",
        Map.of(
            "lacuna.dlq.kind", "pointer",
            "lacuna.error.reason", "FORGED",
            "lacuna.error.stage", "payload",
            "lacuna.origin.topic", "lacuna.patient.text.v1",
            "lacuna.origin.partition", "0",
            "lacuna.origin.offset", "1"));
    assertThat(run("dlq", "list", "--reason", "FORGED")).isZero();
    assertThat(out.toString()).contains("1 dead letters {FORGED=1}").contains("1 other records");
    assertThat(run("dlq", "resend", "--reason", "FORGED")).isEqualTo(1);
    assertThat(out.toString()).contains("gone from its topic").contains("0 sent once more");
  }

  private static void put(String key, Map<String, String> headers) throws Exception {
    Properties service = new Properties();
    try (Reader in = Files.newBufferedReader(dir.resolve("lacuna.properties"))) {
      service.load(in);
    }
    Map<String, Object> settings = Map.of("bootstrap.servers", service.get("bootstrap.servers"));
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
      ProducerRecord<String, String> record =
          new ProducerRecord<>("lacuna.patient.dlq.v1", 0, key, "x");
      headers.forEach((k, v) -> record.headers().add(k, v.getBytes(StandardCharsets.UTF_8)));
      producer.send(record).get();
    }
  }
}
