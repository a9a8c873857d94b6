package io.lacuna.trainer.data;

import com.fasterxml.jackson.databind.JsonNode;
import io.lacuna.schema.Modality;
import io.lacuna.schema.TaskKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** One line of {@code samples.jsonl} to a subject. */
final class SampleLine {
  private final Path folder;
  private final List<TaskTarget> tasks;
  private final Map<Modality, ModalityKind> kinds;
  private final Optional<FeatureFile> features;

  /**
   * @param features there, if a modality is given as features
   */
  SampleLine(
      Path folder,
      List<TaskTarget> tasks,
      Map<Modality, ModalityKind> kinds,
      Optional<FeatureFile> features) {
    this.folder = folder.toAbsolutePath().normalize();
    this.tasks = tasks;
    this.kinds = kinds;
    this.features = features;
  }

  LabelledSubject read(JsonNode line, String where) {
    return new LabelledSubject(
        DataSetFolder.word(line, "subject", where),
        DataSetFolder.word(line, "group", where),
        split(line, where),
        labels(line.path("labels"), where),
        payloads(line, where));
  }

  private static Split split(JsonNode line, String where) {
    if (!line.hasNonNull("split")) {
      return Split.UNASSIGNED;
    }
    String word = DataSetFolder.word(line, "split", where);
    for (Split s : Split.values()) {
      if (s != Split.UNASSIGNED && s.word().equals(word)) {
        return s;
      }
    }
    throw new DataSetException(where + ": split '" + word + "' must be train, validation or test");
  }

  private Map<String, float[]> labels(JsonNode node, String where) {
    Map<String, float[]> labels = new HashMap<>();
    for (TaskTarget task : tasks) {
      JsonNode value = node.path(task.name());
      if (!value.isMissingNode() && !value.isNull()) {
        labels.put(task.name(), label(task, value, where + ": label '" + task.name() + "'"));
      }
    }
    if (labels.isEmpty()) {
      throw new DataSetException(where + " has no label of any task");
    }
    return labels;
  }

  /**
   * A multi-label truth is a list of 0 and 1 in label order, or the list of the labels that apply.
   */
  private static float[] label(TaskTarget task, JsonNode value, String where) {
    if (task.spec().kind() == TaskKind.REGRESSION) {
      return new float[] {number(value, task.min(), task.max(), where)};
    }
    if (!value.isArray()) {
      throw new DataSetException(where + " must be a list");
    }
    boolean named = value.isEmpty() || value.get(0).isTextual();
    return named ? named(task, value, where) : zeroOrOne(task, value, where);
  }

  private static float[] named(TaskTarget task, JsonNode value, String where) {
    float[] label = new float[task.width()];
    for (JsonNode name : value) {
      int at = task.spec().labels().indexOf(name.asText());
      if (at < 0) {
        throw new DataSetException(where + ": " + name + " must be one of " + task.spec().labels());
      }
      label[at] = 1;
    }
    return label;
  }

  private static float[] zeroOrOne(TaskTarget task, JsonNode value, String where) {
    if (value.size() != task.width()) {
      throw new DataSetException(where + " must be a list of " + task.width() + " numbers");
    }
    float[] label = new float[task.width()];
    for (int i = 0; i < label.length; i++) {
      label[i] = number(value.get(i), 0, 1, where);
      if (label[i] != 0 && label[i] != 1) {
        throw new DataSetException(where + ": " + value.get(i) + " must be 0 or 1");
      }
    }
    return label;
  }

  private static float number(JsonNode value, double min, double max, String where) {
    double v = value.asDouble(Double.NaN);
    if (!value.isNumber() || !(v >= min && v <= max)) {
      throw new DataSetException(
          where + ": " + value + " must be a number in [" + min + ", " + max + "]");
    }
    return (float) v;
  }

  private Map<Modality, PayloadSource> payloads(JsonNode line, String where) {
    Map<Modality, PayloadSource> payloads = new EnumMap<>(Modality.class);
    kinds.forEach(
        (modality, kind) -> {
          String name = modality.name().toLowerCase(Locale.ROOT);
          JsonNode node = line.path(name);
          if (node.isObject()) {
            payloads.put(modality, source(node, kind, where + ": " + name));
          } else if (!node.isMissingNode() && !node.isNull()) {
            throw new DataSetException(where + ": " + name + " must be an object, or left out");
          }
        });
    return payloads;
  }

  private PayloadSource source(JsonNode node, ModalityKind kind, String where) {
    if (kind instanceof ModalityKind.Features f) {
      return features.orElseThrow().row(node.path("features"), f.shape(), where);
    }
    if (node.has("file")) {
      String mediaType = kind instanceof ModalityKind.InFiles in ? in.mediaType() : "text/plain";
      return new PayloadSource.InFile(
          inside(DataSetFolder.word(node, "file", where), where), mediaType);
    }
    if (!node.has("raw")) {
      throw new DataSetException(where + " must have 'file' or 'raw'; it is not given as features");
    }
    return new PayloadSource.Inline(DataSetFolder.word(node, "raw", where));
  }

  private Path inside(String name, String where) {
    Path file = folder.resolve(name).normalize();
    if (!file.startsWith(folder) || Path.of(name).isAbsolute()) {
      throw new DataSetException(where + ": file '" + name + "' lies outside the folder");
    }
    if (!Files.isRegularFile(file)) {
      throw new DataSetException(where + ": file '" + name + "' does not exist");
    }
    try {
      if (!file.toRealPath().startsWith(folder.toRealPath())) {
        throw new DataSetException(
            where
                + ": file '"
                + name
                + "' is, or lies behind, a link that leads out of the folder");
      }
    } catch (IOException e) {
      throw new DataSetException(where + ": file '" + name + "' cannot be read: " + e, e);
    }
    return file;
  }
}
