package io.lacuna.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lacuna.model.adapter.Adapter;
import io.lacuna.model.adapter.Golden;
import io.lacuna.model.calibration.AdapterCalibration;
import io.lacuna.model.score.AdapterFolder;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Calibrating what training has made, on a set of a few dozen subjects. */
class CalibrateCommandTest {
  @TempDir static Path folder;
  private static Path config;
  private static Path out;
  private static Path adapter;

  @BeforeAll
  static void train() throws IOException {
    TinyTraining tiny = new TinyTraining(folder);
    tiny.make();
    config = tiny.config("LOW_RANK_MIXTURE", 2);
    out = folder.resolve("out");
    adapter = out.resolve("adapter");
    assertThat(run("train")).isEmpty();
  }

  /** What the command complains of; empty if it went well. */
  private static String run(String verb, String... more) {
    StringWriter said = new StringWriter();
    var command = TrainerMain.commandLine().setErr(new PrintWriter(said));
    String[] args = new String[more.length + 5];
    args[0] = verb;
    args[1] = "--config";
    args[2] = config.toString();
    args[3] = "--out";
    args[4] = out.toString();
    System.arraycopy(more, 0, args, 5, more.length);
    int code = command.execute(args);
    return code == 0 ? "" : code + " " + said;
  }

  private static String digest() throws IOException {
    return AdapterFolder.verify(adapter, out.resolve("base")).digest();
  }

  @Test
  void trainingEndsWithItAndDoingItAgainChangesNothing() throws IOException {
    String before = digest();
    AdapterCalibration calibration =
        AdapterCalibration.fromJson(Files.readString(adapter.resolve(AdapterCalibration.FILE)));
    assertThat(calibration.confidence().byPresence()).hasSize(7);
    assertThat(calibration.conformal().tasks().get("sentiment")).hasSize(7);
    assertThat(calibration.fittedOn().split()).isEqualTo("validation");
    byte[] weights = Files.readAllBytes(adapter.resolve(Adapter.TENSORS));
    String card = Files.readString(adapter.resolve(Adapter.CARD));
    String metrics = Files.readString(adapter.resolve(Adapter.METRICS));
    assertThat(card).contains("## Calibration", "| scaling | temperature |");

    assertThat(run("calibrate", "--json")).isEmpty();

    assertThat(digest()).isEqualTo(before);
    assertThat(adapter.resolve(Adapter.TENSORS)).hasBinaryContent(weights);
    assertThat(adapter.resolve(Adapter.CARD)).hasContent(card);
    assertThat(adapter.resolve(Adapter.METRICS)).hasContent(metrics);
  }

  @Test
  void anAdapterWithoutOneGetsOneAndAnotherDigest() throws IOException {
    String calibrated = digest();
    Files.delete(adapter.resolve(AdapterCalibration.FILE));
    Files.delete(adapter.resolve(Golden.FILE));
    String bare = AdapterFolder.writeGolden(adapter, out.resolve("base")).digest();
    assertThat(bare).isNotEqualTo(calibrated);

    assertThat(run("calibrate")).isEmpty();

    assertThat(digest()).isEqualTo(calibrated);
    JsonNode metrics =
        new ObjectMapper().readTree(Files.readString(adapter.resolve(Adapter.METRICS)));
    assertThat(metrics.get("digest").asText()).isEqualTo(calibrated);
    assertThat(metrics.at("/calibration/confidence/all/nll").properties()).hasSize(3);
    assertThat(metrics.at("/calibration/rises")).hasSize(10);
    assertThat(metrics.get("byPresence")).as("figures of the training").hasSize(7);
  }

  @Test
  void aDataSetWithoutValidationIsRefused(@TempDir Path other) throws IOException {
    new TinyTraining(other).make();
    Path samples = other.resolve("samples.jsonl");
    Files.writeString(samples, Files.readString(samples).replace("\"validation\"", "\"train\""));
    assertThat(run("calibrate", "--data", other.toString()))
        .startsWith("2 ")
        .contains("no subjects in split 'validation'");
  }

  @Test
  void aDataSetWithOtherTasksIsRefused(@TempDir Path other) throws IOException {
    new TinyTraining(other).make();
    Path description = other.resolve("dataset.json");
    Files.writeString(description, Files.readString(description).replace("\"bright\"", "\"dark\""));
    assertThat(run("calibrate", "--data", other.toString())).startsWith("1 ").contains("tasks");
  }
}
