package io.lacuna.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lacuna.model.adapter.Adapter;
import io.lacuna.model.base.FusionBase;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** The whole way from a data set folder to a checkpoint, on a set of a few dozen subjects. */
class TrainCommandTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir static Path folder;
  private static TinyTraining tiny;

  @BeforeAll
  static void makeDataSet() throws IOException {
    tiny = new TinyTraining(folder);
    tiny.make();
  }

  private static int run(String... args) {
    return new CommandLine(new TrainerMain()).execute(args);
  }

  private static String digest(Path out) throws IOException {
    try (FusionBase base = FusionBase.load(out.resolve("base"), "cpu")) {
      Adapter adapter = Adapter.load(out.resolve("adapter"), base.manager(), base.digest());
      assertThat(adapter.config().tasks()).hasSize(2);
      return adapter.digest();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"MODALITY_AWARE_LORA", "LOW_RANK_MIXTURE"})
  void makesABaseAndAnAdapterThatTheSameSeedMakesAgain(String method, @TempDir Path out)
      throws IOException {
    Path config = tiny.config(method, 2);
    assertThat(run("train", "--config", config.toString(), "--out", out.resolve("1").toString()))
        .isZero();
    assertThat(run("train", "--config", config.toString(), "--out", out.resolve("2").toString()))
        .isZero();
    Path adapter = out.resolve("1/adapter");
    assertThat(digest(out.resolve("1"))).isEqualTo(digest(out.resolve("2")));
    JsonNode metrics = JSON.readTree(Files.readString(adapter.resolve(Adapter.METRICS)));
    assertThat(metrics.get("digest").asText()).isEqualTo(digest(out.resolve("1")));
    assertThat(metrics.get("byPresence")).hasSize(7);
    assertThat(metrics.at("/byPresence/IT-/emotion/map").properties()).hasSize(7);
    assertThat(Files.readString(adapter.resolve(Adapter.CARD)))
        .contains("No clinical meaning")
        .contains("| `--A` |")
        .contains("./lacuna train --config");
    assertThat(out.resolve("1/base/README.md")).exists();
  }

  @Test
  void aDataSetWithoutASplitIsRefused(@TempDir Path other) throws IOException {
    new TinyTraining(other).make();
    Path samples = other.resolve("samples.jsonl");
    Files.writeString(samples, Files.readString(samples).replace("\"test\"", "\"train\""));
    CommandLine command = new CommandLine(new TrainerMain());
    StringWriter said = new StringWriter();
    command.setErr(new PrintWriter(said));
    String config = tiny.config("LOW_RANK_MIXTURE", 2).toString();
    String out = other.resolve("out").toString();
    assertThat(
            command.execute("train", "--config", config, "--data", other.toString(), "--out", out))
        .isEqualTo(2);
    assertThat(said.toString()).contains("no subjects in split 'test'");
    assertThat(Path.of(out)).doesNotExist();
  }

  @Test
  void aWrongConfigurationIsNamedAndNothingIsWritten(@TempDir Path out) throws IOException {
    Path config = tiny.config("LOW_RANK_MIXTURE", 2);
    Files.writeString(
        config, Files.readString(config).replace("\"seed\": 3", "\"seed\": 3, \"sead\": 4"));
    CommandLine command = new CommandLine(new TrainerMain());
    StringWriter said = new StringWriter();
    command.setErr(new PrintWriter(said));
    assertThat(command.execute("train", "--config", config.toString(), "--out", out.toString()))
        .isEqualTo(2);
    assertThat(said.toString()).contains("sead").contains(config.getFileName().toString());
    assertThat(out).isEmptyDirectory();
  }
}
