package io.lacuna.trainer.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
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
  private static final int RECORDS = 20;
  private static final int STEPS_PER_EPOCH = 5;
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

  /** What the power cut of a test throws. */
  private static final class CutOff extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /** Fits a line under dropout; fails when it has given so many losses or scores. */
  private static final class Line implements Objective {
    private final Map<String, NDArray> weights = new TreeMap<>();
    private final int lossesLeft;
    private final int scoresLeft;
    private int losses;
    private int scores;

    Line(NDManager manager, int lossesLeft, int scoresLeft) {
      weights.put("slope", manager.create(new float[] {0.3f, -0.2f, 0.1f}, new Shape(3, 1)));
      weights.put("offset", manager.zeros(new Shape(1)));
      this.lossesLeft = lossesLeft;
      this.scoresLeft = scoresLeft;
    }

    static Line whole(NDManager manager) {
      return new Line(manager, Integer.MAX_VALUE, Integer.MAX_VALUE);
    }

    @Override
    public int size() {
      return RECORDS;
    }

    private static float[] row(int record) {
      return new float[] {(float) Math.sin(record), (float) Math.cos(record), record * 0.05f};
    }

    private NDArray answers(NDManager m, int[] records) {
      NDArray x = m.create(new Shape(records.length, 3));
      float[] rows = new float[records.length * 3];
      for (int i = 0; i < records.length; i++) {
        System.arraycopy(row(records[i]), 0, rows, 3 * i, 3);
      }
      x.set(rows);
      return x.matMul(weights.get("slope")).add(weights.get("offset")).squeeze(1);
    }

    @Override
    public NDArray loss(NDManager step, int[] records, int epoch) {
      if (losses++ == lossesLeft) {
        throw new CutOff();
      }
      float[] truth = new float[records.length];
      for (int i = 0; i < truth.length; i++) {
        truth[i] = 2 * row(records[i])[0] - row(records[i])[2];
      }
      NDArray keep = step.randomUniform(0, 1, new Shape(truth.length)).gt(0.2f);
      NDArray weight = keep.toType(DataType.FLOAT32, false);
      return answers(step, records).sub(step.create(truth)).square().mul(weight).sum();
    }

    @Override
    public double validate() {
      if (scores++ == scoresLeft) {
        throw new CutOff();
      }
      // best in the middle of the training, so that the best arrays are not the last
      return -Math.abs(weights.get("slope").toFloatArray()[0] - 0.6) / 3;
    }
  }

  private CheckpointFolder folder(Map<String, String> run, int every, boolean fresh)
      throws IOException {
    PrintStream notices = new PrintStream(said, true, StandardCharsets.UTF_8);
    return CheckpointFolder.open(dir.resolve(".training"), run, every, fresh, notices);
  }

  private TrainingLoop.Outcome train(Line line, Checkpoints checkpoints) {
    return new TrainingLoop("a line", manager, line.weights, SETTINGS, 7, checkpoints).run(line);
  }

  private static Map<String, byte[]> bytes(Line line) {
    Map<String, byte[]> bytes = new TreeMap<>();
    line.weights.forEach((name, w) -> bytes.put(name, w.toByteArray()));
    return bytes;
  }

  private void assertSame(Line line, TrainingLoop.Outcome outcome) {
    Line whole = Line.whole(manager);
    assertThat(outcome).isEqualTo(train(whole, Checkpoints.none()));
    assertThat(bytes(line)).usingRecursiveComparison().isEqualTo(bytes(whole));
  }

  private void cutOff(int losses, int scores, int every) throws IOException {
    Line line = new Line(manager, losses, scores);
    assertThatThrownBy(() -> train(line, folder(RUN, every, false))).isInstanceOf(CutOff.class);
  }

  @ParameterizedTest(name = "cut off after {0} losses and {1} scores, a state every {2} steps")
  @CsvSource({
    "0, 99, 1", "1, 99, 1", "3, 99, 2", "4, 99, 3", "5, 99, 100", "6, 99, 100", "9, 99, 5",
    "10, 99, 5", "11, 99, 1", "13, 99, 4", "19, 99, 1", "99, 1, 1", "99, 2, 3", "99, 4, 100",
  })
  void endsWithTheBytesOfARunThatWasNotCutOff(int losses, int scores, int every)
      throws IOException {
    cutOff(losses, scores, every);
    Line again = Line.whole(manager);
    TrainingLoop.Outcome outcome = train(again, folder(RUN, every, false));
    assertThat(outcome.bestEpoch()).isBetween(1, 3);
    assertSame(again, outcome);
  }

  @Test
  void losesNoMoreThanTheStepsSinceTheLastState() throws IOException {
    cutOff(13, 99, 4);
    Line again = Line.whole(manager);
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
    Line again = Line.whole(manager);
    TrainingLoop.Outcome outcome = train(again, folder(RUN, 1, false));
    assertThat(again.losses).isEqualTo(1);
    assertSame(again, outcome);
  }

  @Test
  void aStageThatIsDoneIsNotRunAgain() throws IOException {
    train(Line.whole(manager), folder(RUN, 100, false));
    Line again = new Line(manager, 0, 0);
    assertSame(again, train(again, folder(RUN, 100, false)));
    assertThat(again.weights.get("slope").hasGradient()).isFalse();
    assertThat(said.toString(StandardCharsets.UTF_8)).contains("stage a line is done");
  }

  @Test
  void aStateOfAnotherRunIsNotUsed() throws IOException {
    cutOff(12, 99, 1);
    Line again = Line.whole(manager);
    train(again, folder(Map.of("seed", "7", "data", "d2"), 1, false));
    assertThat(again.losses).isEqualTo(4 * STEPS_PER_EPOCH);
    assertThat(said.toString(StandardCharsets.UTF_8))
        .contains("is of a run with other data: not used")
        .doesNotContain("going on");
  }

  @Test
  void freshBeginsAnew() throws IOException {
    cutOff(12, 99, 1);
    Line again = Line.whole(manager);
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
    Line again = Line.whole(manager);
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
    assertThatThrownBy(() -> loop.run(Line.whole(manager)))
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
