package io.lacuna.trainer.convert;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.lacuna.trainer.data.DataSet;
import io.lacuna.trainer.data.DataSetFolder;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Writes a data set folder beside its place and moves it there when it is whole and has been read
 * back; if anything fails, nothing stays.
 */
final class FolderWriter implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path out;
  private final Path part;
  private final Tally tally;
  private final BufferedWriter lines;
  private final Map<String, FeatureRows> features = new TreeMap<>();
  private final Set<String> subjects = new HashSet<>();

  /**
   * @throws ConvertException if there is something at the place already
   */
  FolderWriter(Path out, Tally tally) throws IOException {
    this.out = out.toAbsolutePath().normalize();
    this.tally = tally;
    if (Files.exists(this.out)) {
      throw new ConvertException("--out " + out + " exists; name a new folder");
    }
    Files.createDirectories(this.out.getParent());
    part = this.out.resolveSibling("." + this.out.getFileName() + "." + UUID.randomUUID());
    Files.createDirectories(part);
    lines = Files.newBufferedWriter(part.resolve("samples.jsonl"));
  }

  /** Begins the features of a modality. */
  void features(String modality, FeatureMode mode, int most) throws IOException {
    Path rows = part.resolve("." + modality + ".rows");
    features.put(modality, new FeatureRows(modality, rows, mode, most, tally));
  }

  /** Adds the vectors of a subject; none of them, or zeros alone, is an absent modality. */
  void add(Sample sample, String modality, Frames frames, String where) throws IOException {
    Frames sound = frames.finite(modality, tally);
    if (sound.zero(0, sound.count())) {
      tally.add("subjects whose " + modality + " is empty or zeros alone, left out as absent");
    } else {
      features.get(modality).add(sound, sample.input(modality), where);
    }
  }

  /** Writes a payload file and names it in the sample. */
  void add(Sample sample, String modality, String suffix, byte[] payload) throws IOException {
    String name = "payload/" + modality + "/" + subjects.size() + suffix;
    Files.createDirectories(part.resolve(name).getParent());
    Files.write(part.resolve(name), payload);
    sample.input(modality).put("file", name);
  }

  /**
   * Ends a subject.
   *
   * @param where for messages
   */
  void add(Sample sample, String where) throws IOException {
    if (!subjects.add(sample.subject())) {
      throw new ConvertException(where + ": subject '" + sample.subject() + "' occurs twice");
    }
    lines.write(JSON.writeValueAsString(sample.toJson()));
    lines.write('\n');
  }

  /**
   * Ends the folder and moves it to its place.
   *
   * @param source for messages
   */
  DataSet finish(Description description, String source) throws IOException {
    if (subjects.isEmpty()) {
      throw new ConvertException(source + " gives no subject");
    }
    lines.close();
    List<FeatureRows> filled = features.values().stream().filter(f -> f.rows() > 0).toList();
    String json =
        JSON.writerWithDefaultPrettyPrinter()
            .writeValueAsString(description.toJson(filled, tally.lines()));
    Files.writeString(part.resolve("dataset.json"), json + "\n");
    if (!filled.isEmpty()) {
      FeatureTensors.write(part.resolve("features.safetensors"), filled);
    }
    for (FeatureRows f : features.values()) {
      f.delete();
    }
    DataSet read = DataSetFolder.read(part);
    Files.move(part, out, StandardCopyOption.ATOMIC_MOVE);
    return read;
  }

  @Override
  public void close() throws IOException {
    lines.close();
    for (FeatureRows f : features.values()) {
      f.close();
    }
    if (Files.exists(part)) {
      try (Stream<Path> all = Files.walk(part)) {
        for (Path p : all.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(p);
        }
      }
    }
  }
}
