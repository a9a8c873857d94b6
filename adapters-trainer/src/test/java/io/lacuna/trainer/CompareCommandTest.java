package io.lacuna.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lacuna.model.adapter.Adapter;
import io.lacuna.model.base.Base;
import io.lacuna.model.bases.BaseFolder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Comparisons on ready features, from the command line. */
class CompareCommandTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;
  private final StringWriter errors = new StringWriter();
  private String config;

  @BeforeEach
  void make() throws IOException {
    TinyFeatures tiny = new TinyFeatures(folder);
    tiny.make(true);
    config = tiny.config().toString();
  }

  private int run(String... args) {
    CommandLine command = TrainerMain.commandLine();
    command.setErr(new PrintWriter(errors));
    return command.execute(args);
  }

  private String compare(String... options) {
    List<String> args = new ArrayList<>(List.of("compare", "--config", config));
    args.addAll(List.of("--out", folder.resolve("run").toString(), "--jobs", "1"));
    args.addAll(List.of(options));
    PrintStream before = System.out;
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    System.setOut(new PrintStream(said, true, StandardCharsets.UTF_8));
    try {
      assertThat(run(args.toArray(String[]::new))).as("%s", errors).isZero();
    } finally {
      System.setOut(before);
    }
    return said.toString(StandardCharsets.UTF_8);
  }

  @Test
  void crossValidationJudgesEverySubjectUnderEveryMask() throws IOException {
    String[] options = {
      "--folds",
      "3",
      "--seeds",
      "2",
      "--json",
      "--methods",
      "adapter,complete-only,head-only,zero-fill,ridge,prior"
    };
    String said = compare(options);
    JsonNode json = JSON.readTree(said);
    assertThat(json.get("subjects").asInt()).isEqualTo(60);
    assertThat(json.get("seeds").asInt()).isEqualTo(2);
    assertThat(json.get("intervalsOver").asText()).isEqualTo("subjects");
    assertThat(json.get("byPresence").properties())
        .extracting(e -> e.getKey())
        .containsExactlyInAnyOrder("-TA", "-T-", "--A");
    JsonNode mae = json.at("/byPresence/-TA/sentiment/mae");
    assertThat(mae.properties()).hasSize(6 + 5);
    assertThat(mae.at("/ridge per pattern/value").asDouble())
        .isLessThan(mae.at("/prior/value").asDouble());
    assertThat(json.get("steps")).hasSize(2 * 2);
    assertThat(compare(options)).isEqualTo(said);
  }

  @Test
  void theSplitTestIsJudgedWhereThereIsOneAndTheTrainedAdapterAsItIs() throws IOException {
    assertThat(run("train", "--config", config)).as("%s", errors).isZero();
    Path models = folder.resolve("models");
    try (Base base = BaseFolder.load(models.resolve("base"), "cpu")) {
      Adapter adapter = Adapter.load(models.resolve("adapter"), base.manager(), base.digest());
      JsonNode metrics =
          JSON.readTree(Files.readString(models.resolve("adapter").resolve(Adapter.METRICS)));
      assertThat(metrics.get("digest").asText()).isEqualTo(adapter.digest());
      JsonNode judged = JSON.readTree(compare("--trained", "--json"));
      assertThat(judged.get("subjects").asInt()).isEqualTo(20);
      assertThat(judged.get("byPresence")).isEqualTo(metrics.get("byPresence"));
    }
    assertThat(compare("--methods", "adapter,prior", "--missing", "0,0.5", "--train", "12"))
        .contains("| sentiment mae (lower is better) | `-TA` | `-T-` | `--A` |")
        .contains("share of training subjects that lack modalities: 0.0")
        .contains("share of training subjects that lack modalities: 0.5")
        .contains("| one modality more | task | measure | difference |");
  }

  @Test
  void whatCannotBeComparedIsSaidInOneLine() throws IOException {
    assertThat(run("compare", "--config", config, "--folds", "1")).isEqualTo(2);
    assertThat(run("compare", "--config", config, "--seeds", "0")).isEqualTo(2);
    assertThat(run("compare", "--config", config, "--missing", "2")).isEqualTo(2);
    assertThat(run("compare", "--config", config, "--methods", "magic")).isEqualTo(2);
    assertThat(run("compare", "--config", config, "--trained", "--folds", "3")).isEqualTo(2);
    assertThat(run("compare", "--config", config, "--folds", "50")).isEqualTo(2);
    assertThat(run("compare", "--config", config, "--methods", "prior,prior")).isEqualTo(2);
    assertThat(
            run(
                "compare",
                "--config",
                config,
                "--missing",
                "0.5",
                "--methods",
                "adapter,complete-only"))
        .isEqualTo(2);
    assertThat(errors.toString())
        .contains("--folds 1 must be")
        .contains("--seeds 0 must be")
        .contains("--missing 2.0 must be")
        .contains("'magic' must be one of [adapter, complete-only")
        .contains("--trained excludes")
        .contains("folds: 50 must be in [2, 12]")
        .contains("names a method twice")
        .contains("excludes the method complete-only");
  }

  @Test
  void fieldsThatAreMissingAndTrainingsThatRunAwayAreNamed() throws IOException {
    String good = Files.readString(Path.of(config));
    for (String field : List.of("weights", "loop", "blocks")) {
      String bad =
          good.replaceFirst("\"" + field + "\": (\\{[^}]*}|\\[[^]]*])", "\"" + field + "\": null");
      Files.writeString(Path.of(config), bad);
      assertThat(run("train", "--config", config)).as(field).isEqualTo(2);
      assertThat(errors.toString()).contains("adapter." + field + " must be given");
    }
    Files.writeString(Path.of(config), good.replace("3e-3", "1e30"));
    assertThat(run("train", "--config", config)).isEqualTo(1);
    assertThat(errors.toString())
        .contains("stage adapter tiny-adapter, step ")
        .contains("lower learningRate");
  }

  @Test
  void costsArePrintedWithoutTraining() {
    PrintStream before = System.out;
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    System.setOut(new PrintStream(said, true, StandardCharsets.UTF_8));
    try {
      assertThat(run("train", "--config", config, "--cost")).isZero();
    } finally {
      System.setOut(before);
    }
    assertThat(said.toString(StandardCharsets.UTF_8)).contains("| 2 (configured) |");
    assertThat(folder.resolve("models")).doesNotExist();
  }
}
