package io.lacuna.trainer.loop;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Checkpoints in a folder of their own: {@code run.json} says which run they are of, and each stage
 * has one {@link StageFile}. A state of another run is not used. One process at a time.
 */
public final class CheckpointFolder implements Checkpoints {
  /** Steps between two states where nothing else is asked for. */
  public static final int EVERY = 100;

  private static final String RUN = "run.json";
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private final Path folder;
  private final SortedMap<String, String> run;
  private final int every;
  private final PrintStream notices;

  private CheckpointFolder(
      Path folder, SortedMap<String, String> run, int every, PrintStream notices) {
    this.folder = folder;
    this.run = run;
    this.every = every;
    this.notices = notices;
  }

  /**
   * Opens a folder, which need not exist; it is made with the first state.
   *
   * @param run all that the result depends on, e.g. digests of configuration and data, and the seed
   * @param every steps between two states in the middle of an epoch, at least 1
   * @param fresh whether to begin anew, whatever is there
   * @param notices gets a line for what is gone on from
   * @throws CheckpointException if the folder is of another run, or it cannot be told of which
   */
  public static CheckpointFolder open(
      Path folder, Map<String, String> run, int every, boolean fresh, PrintStream notices)
      throws IOException {
    if (every < 1) {
      throw new IllegalArgumentException("steps between states must be >= 1, not " + every);
    }
    CheckpointFolder opened = new CheckpointFolder(folder, new TreeMap<>(run), every, notices);
    if (fresh) {
      opened.remove();
    }
    opened.requireThisRun();
    return opened;
  }

  /** Hours of another training are not thrown away because of a mistyped option. */
  private void requireThisRun() throws IOException {
    Path file = folder.resolve(RUN);
    if (!Files.exists(file)) {
      return;
    }
    SortedMap<String, String> other = new TreeMap<>();
    try {
      other.putAll(
          JSON.readValue(Files.readString(file), new TypeReference<Map<String, String>>() {}));
    } catch (JsonProcessingException e) {
      throw new CheckpointException(file, "no JSON object of words", e);
    }
    if (other.equals(run)) {
      return;
    }
    SortedMap<String, String> differing = new TreeMap<>(run);
    differing.putAll(other);
    differing.keySet().removeIf(k -> other.containsKey(k) && other.get(k).equals(run.get(k)));
    throw new CheckpointException(
        file, "the state is of a run with other " + String.join(", ", differing.keySet()));
  }

  @Override
  public boolean isDue(int step) {
    return step % every == 0;
  }

  @Override
  public Optional<TrainingState> restore(String stage, Map<String, NDArray> arrays) {
    Path file = file(stage);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    TrainingState state;
    try (NDManager scratch = arrays.values().iterator().next().getManager().newSubManager()) {
      state = StageFile.read(file, arrays, scratch);
    }
    notices.printf(
        state.done()
            ? "stage %2$s is done since step %1$d: not trained again%n"
            : "going on from step %d of stage %s%n",
        state.step(),
        stage);
    return Optional.of(state);
  }

  @Override
  public void save(String stage, TrainingState state, Map<String, NDArray> arrays) {
    try {
      if (!Files.exists(folder.resolve(RUN))) {
        writeRun();
      }
      StageFile.write(file(stage), state, arrays);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot keep the state of " + stage + " in " + folder, e);
    }
  }

  /** A name for any stage, and another for another. */
  private Path file(String stage) {
    return folder.resolve(URLEncoder.encode(stage, StandardCharsets.UTF_8) + ".safetensors");
  }

  /** It must be whole and on disk before the first state is. */
  private void writeRun() throws IOException {
    Files.createDirectories(folder);
    Path part = folder.resolve("." + RUN);
    Files.writeString(part, JSON.writeValueAsString(run) + "\n");
    try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
    Files.move(part, folder.resolve(RUN), StandardCopyOption.ATOMIC_MOVE);
  }

  /** Removes the folder and all states in it: those of a run that has ended. */
  public void remove() throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    List<Path> files;
    try (Stream<Path> all = Files.list(folder)) {
      files = all.toList();
    }
    for (Path file : files) {
      Files.delete(file);
    }
    Files.delete(folder);
  }
}
