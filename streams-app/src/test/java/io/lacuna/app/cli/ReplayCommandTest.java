package io.lacuna.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lacuna.model.recording.RecordingFolder;
import io.lacuna.model.recording.RecordingReader;
import io.lacuna.model.recording.RunFolder;
import io.lacuna.schema.Prediction;
import io.lacuna.schema.RecordedRecord;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Replay, explain and curve as people call them, on the first minutes of the patient feed. */
class ReplayCommandTest {
  private static final RecordingFolder FEED = new RecordingFolder(Path.of("../recordings/patient"));
  private static final int RECORDS = 90;

  @TempDir Path dir;
  private Path recording;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeEach
  void shorten() throws IOException {
    recording = dir.resolve("short");
    List<RecordedRecord> first = new ArrayList<>();
    Map<String, JsonNode> truth = new LinkedHashMap<>();
    try (RecordingReader feed = FEED.openFeed()) {
      while (first.size() < RECORDS) {
        RecordedRecord record = feed.next();
        first.add(record);
        feed.sample(record).ifPresent(s -> truth.put(s.getSubject(), truth().get(s.getSubject())));
      }
      new RecordingFolder(recording).write(FEED.manifest(), feed.schemas(), first, truth);
    }
  }

  private static Map<String, JsonNode> truth() {
    try {
      return FEED.truth();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private int run(String... args) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    CommandLine main = Main.commandLine();
    main.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    List<String> all = new ArrayList<>(List.of(args));
    return main.execute(all.toArray(String[]::new));
  }

  private int replay(String to, String... more) {
    List<String> args = new ArrayList<>(List.of("replay", recording.toString()));
    args.addAll(List.of("--out", dir.resolve(to).toString(), "--set", "models.dir=../models"));
    args.addAll(List.of(more));
    return run(args.toArray(String[]::new));
  }

  @Test
  void fixedShapesGiveTheSameBytesWhateverTheBatchAndExplainRepeatsThem() throws Exception {
    assertThat(replay("one", "--json", "--set", "batch.max.size=4")).isZero();
    JsonNode one = new ObjectMapper().readTree(out.toString());
    assertThat(replay("two", "--json", "--set", "batch.max.size=4", "--threads", "1")).isZero();
    JsonNode two = new ObjectMapper().readTree(out.toString());
    assertThat(one.get("predictionsSha256")).isEqualTo(two.get("predictionsSha256"));
    assertThat(one.get("records").asInt()).isEqualTo(RECORDS);
    assertThat(one.get("command").asText()).startsWith("lacuna replay ");

    String subject = subject("one");
    assertThat(
            run(
                "explain",
                subject,
                "--recording",
                recording.toString(),
                "--run",
                dir.resolve("one").toString(),
                "--tolerance",
                "0",
                "--set",
                "models.dir=../models",
                "--set",
                "batch.max.size=4"))
        .isZero();
    assertThat(out.toString()).contains("the same bits").contains("sha256").contains("findings");
  }

  @Test
  void takesTheConfigurationOfAServiceThatRunsMorePipelines() throws Exception {
    Path service = dir.resolve("service.properties");
    Files.writeString(
        service,
        "pipelines=patient,utterance\nutterance.window.grace=1s\npatient.window.grace=20s\n");
    assertThat(replay("both", "--config", service.toString())).isZero();
    Files.writeString(service, "pipelines=utterance\nutterance.window.grace=1s\n");
    assertThat(replay("other", "--config", service.toString())).isEqualTo(3);
    assertThat(err.toString()).contains("pipelines").contains("must hold patient");
  }

  private String subject(String run) throws IOException {
    try (var predictions = new RunFolder(dir.resolve(run)).openPredictions()) {
      for (Prediction p : predictions) {
        if (p.getScores() != null && p.getInputs().size() > 1) {
          return p.getSubject();
        }
      }
    }
    throw new AssertionError("no scored prediction of several inputs");
  }

  @Test
  void aCurveIsOneCommand() throws Exception {
    Path curve = dir.resolve("curve");
    assertThat(
            run(
                "curve",
                recording.toString(),
                "--out",
                curve.toString(),
                "--rates",
                "0,0.9",
                "--draws",
                "100",
                "--set",
                "models.dir=../models"))
        .isZero();
    assertThat(out.toString()).contains("random-0.00").contains("random-0.90");
    assertThat(Files.readString(curve.resolve("report.html"))).contains("random-0.90");
    assertThat(new ObjectMapper().readTree(curve.resolve("evaluation.json").toFile())).isNotNull();
  }

  @Test
  void wrongInputIsSaidInOneLine() {
    assertThat(run("replay", recording.toString())).isEqualTo(2);
    assertThat(err.toString()).contains("--out");
    assertThat(run("replay", recording.toString(), "--verify", "--drop", "audio=1")).isEqualTo(2);
    assertThat(err.toString()).contains("repeats what was");
    assertThat(replay("x", "--drop", "video=1")).isEqualTo(Main.REFUSED);
    assertThat(err.toString()).contains("image, text, audio").doesNotContain("at io.lacuna");
    assertThat(replay("x", "--protocol", "sometimes")).isEqualTo(Main.REFUSED);
    assertThat(err.toString()).contains("fixed:LETTERS");
    assertThat(replay("x", "--adapter", "nobody")).isEqualTo(Main.REFUSED);
    assertThat(err.toString()).contains("patient-mora");
    assertThat(run("replay", recording.toString(), "--verify", "--set", "models.dir=../models"))
        .isEqualTo(Main.REFUSED);
    assertThat(err.toString()).contains("no decisions");
  }
}
