package io.lacuna.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lacuna.model.tensor.Safetensors;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** kill -9 of {@code train} in the middle of two stages: every file ends as if nothing had been. */
class KilledTrainingTest {
  private static final Duration DEADLINE = Duration.ofMinutes(1);
  private static final int EPOCHS = 12;
  private static final int CUT_OFF_STEP = 6;

  @TempDir Path dir;
  private Path config;
  private final List<Process> started = new ArrayList<>();

  @BeforeEach
  void makeDataSet() throws IOException {
    TinyTraining tiny = new TinyTraining(Files.createDirectory(dir.resolve("data")));
    tiny.make();
    config = tiny.config("LOW_RANK_MIXTURE", EPOCHS);
  }

  @AfterEach
  void end() throws InterruptedException {
    for (Process process : started) {
      process.destroyForcibly().waitFor();
    }
  }

  @Test
  void endsWithTheSameFilesAsATrainingThatWasLeftAlone() throws Exception {
    Path whole = dir.resolve("whole");
    Path killed = dir.resolve("killed");
    Process leftAlone = start(whole); // meanwhile

    killInTheMiddleOf("image+stem", killed);
    killInTheMiddleOf("adapter+tiny-adapter", killed);
    awaitEnd(start(killed), killed);
    awaitEnd(leftAlone, whole);

    String said = said(killed);
    assertThat(said)
        .contains("stage image stem is done")
        .contains("stage audio stem is done")
        .containsPattern("going on from step \\d+ of stage adapter tiny-adapter")
        .doesNotContain("going on from step 0 ");
    assertThat(files(killed).keySet()).isEqualTo(files(whole).keySet());
    files(whole)
        .forEach((name, file) -> assertThat(files(killed).get(name)).hasSameBinaryContentAs(file));
    assertThat(killed.resolve(".training")).doesNotExist();
  }

  private void killInTheMiddleOf(String stage, Path out) throws Exception {
    Path state = out.resolve(".training").resolve(stage + ".safetensors");
    Process running = start(out);
    await()
        .atMost(DEADLINE)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> !running.isAlive() || (Files.exists(state) && step(state) >= CUT_OFF_STEP));
    assertThat(running.isAlive()).as("trains still; it said:%n%s", said(out)).isTrue();
    running.destroyForcibly().waitFor();
    assertThat(Safetensors.readHeader(state).metadata()).containsEntry("done", "false");
  }

  private static int step(Path state) throws IOException {
    return Integer.parseInt(Safetensors.readHeader(state).metadata().get("step"));
  }

  private static void awaitEnd(Process training, Path out) throws Exception {
    assertThat(training.waitFor(DEADLINE.toSeconds(), TimeUnit.SECONDS))
        .as("ends in time; it said:%n%s", said(out))
        .isTrue();
    assertThat(training.exitValue()).as(said(out)).isZero();
  }

  private Process start(Path out) throws IOException {
    String[] train = {"train", "--config", config.toString(), "--out", out.toString()};
    Process process =
        ChildJvm.of(256, TrainerMain.class, train).redirectOutput(log(out).toFile()).start();
    started.add(process);
    return process;
  }

  /** Beside the output folder, so that it is not compared. */
  private static Path log(Path out) {
    return out.resolveSibling(out.getFileName() + ".log");
  }

  private static String said(Path out) throws IOException {
    return Files.readString(log(out));
  }

  private static Map<String, Path> files(Path folder) {
    Map<String, Path> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(folder)) {
      all.filter(Files::isRegularFile).forEach(f -> files.put(folder.relativize(f).toString(), f));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return files;
  }
}
