package io.lacuna.trainer.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.lacuna.model.tensor.Torch;
import io.lacuna.trainer.optim.LearningRate;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A stage that is cut off and gone on with, in the same process. */
class CheckpointFolderTest {
  private static final int STEPS_PER_EPOCH = LineFit.RECORDS / 4;
  private static final LoopSettings SETTINGS =
      new LoopSettings(4, 4, 0.05, 0.1, LearningRate.Decay.COSINE, 0.01, 0.5, 4);
  private static final Map<String, String> RUN = Map.of("seed", "7", "data", "d1");

  @TempDir Path dir;
  private NDManager manager;
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();

  @BeforeEach
  void open() {
    manager = Torch.newManager("cpu");
    Torch.inferenceThread();
  }

  @AfterEach
  void close() {
    manager.close();
  }

  private CheckpointFolder folder(Map<String, String> run, int every, boolean fresh)
      throws IOException {
    PrintStream notices = new PrintStream(said, true, StandardCharsets.UTF_8);
    return CheckpointFolder.open(dir.resolve(".training"), run, every, fresh, notices);
  }

  private TrainingLoop.Outcome train(LineFit line, Checkpoints checkpoints) {
    return new TrainingLoop("a line", manager, line.weights, SETTINGS, 7, checkpoints).run(line);
  }

  private static Map<String, byte[]> bytes(LineFit line) {
    Map<String, byte[]> bytes = new TreeMap<>();
    line.weights.forEach((name, w) -> bytes.put(name, w.toByteArray()));
    return bytes;
  }

  private void assertSame(LineFit line, TrainingLoop.Outcome outcome) {
    LineFit whole = LineFit.whole(manager);
    assertThat(outcome).isEqualTo(train(whole, Checkpoints.none()));
    assertThat(bytes(line)).usingRecursiveComparison().isEqualTo(bytes(whole));
  }

  private void cutOff(int losses, int scores, int every) throws IOException {
    LineFit line = new LineFit(manager, losses, scores);
    assertThatThrownBy(() -> train(line, folder(RUN, every, false)))
        .isInstanceOf(LineFit.CutOff.class);
  }

  @ParameterizedTest(name = "cut off after {0} losses and {1} scores, a state every {2} steps")
  @CsvSource({
    "0, 99, 1", "1, 99, 1", "3, 99, 2", "4, 99, 3", "5, 99, 100", "6, 99, 100", "9, 99, 5",
    "10, 99, 5", "11, 99, 1", "13, 99, 4", "19, 99, 1", "99, 1, 1", "99, 2, 3", "99, 4, 100",
  })
  void endsWithTheBytesOfARunThatWasNotCutOff(int losses, int scores, int every)
      throws IOException {
    cutOff(losses, scores, every);
    LineFit again = LineFit.whole(manager);
    TrainingLoop.Outcome outcome = train(again, folder(RUN, every, false));
    assertThat(outcome.bestEpoch()).isBetween(1, 3);
    assertSame(again, outcome);
  }

  @Test
  void losesNoMoreThanTheStepsSinceTheLastState() throws IOException {
    cutOff(13, 99, 4);
    LineFit again = LineFit.whole(manager);
    train(again, folder(RUN, 4, false));
    assertThat(again.losses).as("from step 12").isEqualTo(4 * STEPS_PER_EPOCH - 12);
    assertThat(said.toString(StandardCharsets.UTF_8))
        .isEqualTo("going on from step 12 of stage a line\n");
  }

  @Test
  void endsAlikeWhenCutOffAfterEveryStep() throws IOException {
    for (int i = 1; i < 4 * STEPS_PER_EPOCH; i++) {
      cutOff(1, 99, 1);
    }
    LineFit again = LineFit.whole(manager);
    TrainingLoop.Outcome outcome = train(again, folder(RUN, 1, false));
    assertThat(again.losses).isEqualTo(1);
    assertSame(again, outcome);
  }

  @Test
  void aStageThatIsDoneIsNotRunAgain() throws IOException {
    train(LineFit.whole(manager), folder(RUN, 100, false));
    LineFit again = new LineFit(manager, 0, 0);
    assertSame(again, train(again, folder(RUN, 100, false)));
    assertThat(again.weights.get("slope").hasGradient()).isFalse();
    assertThat(said.toString(StandardCharsets.UTF_8)).contains("stage a line is done");
  }

  @Test
  void aStateOfAnotherRunIsRefusedAndKept() throws IOException {
    cutOff(12, 99, 1);
    assertThatThrownBy(() -> folder(Map.of("seed", "7", "data", "d2"), 1, false))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("is of a run with other data")
        .hasMessageContaining("--fresh");
    assertThat(folder(Map.of("seed", "7", "data", "d2"), 1, true)).isNotNull();
  }

  @Test
  void freshBeginsAnew() throws IOException {
    cutOff(12, 99, 1);
    LineFit again = LineFit.whole(manager);
    train(again, folder(RUN, 1, true));
    assertThat(again.losses).isEqualTo(4 * STEPS_PER_EPOCH);
    folder(RUN, 1, false).remove();
    assertThat(dir).isEmptyDirectory();
  }

  @ParameterizedTest
  @ValueSource(strings = {"torn", "a bit of the arrays", "a word of the state"})
  void aDamagedStateIsRefused(String damage) throws IOException {
    cutOff(12, 99, 1);
    Path file = dir.resolve(".training/a+line.safetensors");
    byte[] bytes = Files.readAllBytes(file);
    if (damage.equals("torn")) {
      bytes = Arrays.copyOf(bytes, bytes.length - 3);
    } else if (damage.equals("a bit of the arrays")) {
      bytes[bytes.length - 2] ^= 1;
    } else {
      String text = new String(bytes, StandardCharsets.ISO_8859_1);
      assertThat(text).contains("\"step\":\"12\"");
      bytes =
          text.replace("\"step\":\"12\"", "\"step\":\"13\"").getBytes(StandardCharsets.ISO_8859_1);
    }
    Files.write(file, bytes);
    LineFit again = LineFit.whole(manager);
    CheckpointFolder checkpoints = folder(RUN, 1, false);
    assertThatThrownBy(() -> train(again, checkpoints))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("a+line.safetensors")
        .hasMessageContaining("--fresh");
    assertThat(again.weights.get("slope").toFloatArray()).containsExactly(0.3f, -0.2f, 0.1f);
  }

  @Test
  void aStateOfOtherArraysIsRefused() throws IOException {
    cutOff(12, 99, 1);
    Map<String, NDArray> other = Map.of("slope", manager.zeros(new Shape(4, 1)));
    CheckpointFolder checkpoints = folder(RUN, 1, false);
    TrainingLoop loop = new TrainingLoop("a line", manager, other, SETTINGS, 7, checkpoints);
    assertThatThrownBy(() -> loop.run(LineFit.whole(manager)))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("(4, 1)")
        .hasMessageContaining("--fresh");
  }

  @Test
  void aFolderThatDoesNotSayWhoseItIsIsRefused() throws IOException {
    cutOff(12, 99, 1);
    Files.writeString(dir.resolve(".training/run.json"), "{\"seed\": ");
    assertThatThrownBy(() -> folder(RUN, 1, false))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("run.json")
        .hasMessageContaining("--fresh");
  }
}
