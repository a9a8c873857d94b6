package io.lacuna.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lacuna.app.embedded.EmbeddedDefault;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class DoctorCommandTest {
  @TempDir Path dir;

  /** Subject → finding, in order. */
  private final Map<String, JsonNode> findings = new LinkedHashMap<>();

  private int doctor(String... settings) throws Exception {
    return run("doctor", "--json", settings);
  }

  private int run(String verb, String option, String... settings) throws Exception {
    List<String> args = new ArrayList<>(Arrays.asList(verb.split(" ")));
    args.add(option);
    for (String s : settings) {
      args.addAll(List.of("--set", s));
    }
    StringWriter out = new StringWriter();
    CommandLine main = Main.commandLine();
    main.setOut(new PrintWriter(out, true));
    int code = main.execute(args.toArray(String[]::new));
    findings.clear();
    if (verb.equals("doctor")) {
      for (String line : out.toString().split("\n")) {
        JsonNode finding = new ObjectMapper().readTree(line);
        findings.put(finding.get("subject").asText(), finding);
      }
    }
    return code;
  }

  private String grade(String subject) {
    return findings.get(subject).get("grade").asText();
  }

  @Test
  void saysWhatIsWrongAndHowToMendItUntilNothingIs() throws Exception {
    try (EmbeddedDefault embedded = EmbeddedDefault.start(dir.resolve("kafka"))) {
      String[] settings = {
        "bootstrap.servers=" + embedded.bootstrapServers(),
        "schema.registry.url=" + embedded.registryUrl(),
        "state.dir=" + dir.resolve("state"),
        "models.dir=../models",
        "web.port=0"
      };
      assertThat(doctor(settings)).isEqualTo(1);
      assertThat(findings.keySet())
          .containsExactly(
              "java",
              "threads",
              "disk",
              "port",
              "broker",
              "topics",
              "registry",
              "clock",
              "engine",
              "model patient",
              "model utterance");
      assertThat(grade("topics")).isEqualTo("FAILED");
      assertThat(findings.get("topics").get("mend").asText()).contains("topics create");

      assertThat(run("topics create", "--dry-run", settings)).isZero();
      assertThat(doctor(settings)).as("nothing was created").isEqualTo(1);
      assertThat(run("topics create", "--partitions=2", settings)).isZero();
      assertThat(doctor(settings)).isZero();
      assertThat(grade("topics")).isEqualTo("OK");
      assertThat(grade("clock")).isEqualTo("OK");
      assertThat(grade("model patient")).isEqualTo("OK");
    }
  }

  @Test
  void aBadStateFolderAMissingModelAndSilentServersAreAllNamedAtOnce() throws Exception {
    Path file = Files.createFile(dir.resolve("file"));
    int code =
        doctor(
            "bootstrap.servers=localhost:1",
            "schema.registry.url=http://localhost:1",
            "state.dir=" + file.resolve("state"),
            "models.dir=" + dir,
            "pipelines=patient",
            "web.port=0");
    assertThat(code).isEqualTo(1);
    for (String subject : List.of("disk", "broker", "registry", "model patient")) {
      assertThat(grade(subject)).as(subject).isEqualTo("FAILED");
      assertThat(findings.get(subject).get("mend").asText()).as(subject).isNotEmpty();
    }
    assertThat(grade("engine")).isEqualTo("OK");
  }

  @Test
  void whatCannotBeAnAddressIsSaidAndNoPasswordIsShown() throws Exception {
    int code =
        doctor(
            "bootstrap.servers=nonsense",
            "schema.registry.url=http://me:s3cret@localhost:1,http://localhost:2",
            "web.host=nonsense.invalid",
            "state.dir=" + dir.resolve("state"),
            "models.dir=" + dir,
            "pipelines=patient");
    assertThat(code).isEqualTo(1);
    for (String subject : List.of("port", "broker", "registry")) {
      assertThat(grade(subject)).as(subject).isEqualTo("FAILED");
    }
    assertThat(findings).doesNotContainKey("doctor");
    assertThat(findings.get("broker").get("text").asText()).contains("bootstrap.servers");
    assertThat(grade("clock")).isEqualTo("WARNING");
    assertThat(findings.toString()).contains("(hidden)@localhost:1").doesNotContain("s3cret");
  }
}
