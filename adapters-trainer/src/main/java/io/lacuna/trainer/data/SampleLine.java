package io.lacuna.trainer.data;

import com.fasterxml.jackson.databind.JsonNode;
import io.lacuna.schema.Modality;
import io.lacuna.schema.TaskKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** One line of {@code samples.jsonl} to a subject. */
final class SampleLine {
  private final Path folder;
  private final List<TaskTarget> tasks;
  private final Map<Modality, String> media;

  SampleLine(Path folder, List<TaskTarget> tasks, Map<Modality, String> media) {
    this.folder = folder.toAbsolutePath().normalize();
    this.tasks = tasks;
    this.media = media;
  }

  LabelledSubject read(JsonNode line, String where) {
    return new LabelledSubject(
        DataSetFolder.word(line, "subject", where),
        DataSetFolder.word(line, "group", where),
        split(DataSetFolder.word(line, "split", where), where),
        labels(line.path("labels"), where),
        payloads(line, where));
  }

  private static Split split(String word, String where) {
    for (Split s : Split.values()) {
      if (s.word().equals(word)) {
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

  private static float[] label(TaskTarget task, JsonNode value, String where) {
    boolean multi = task.spec().kind() == TaskKind.MULTILABEL;
    if (multi ? !value.isArray() || value.size() != task.width() : !value.isNumber()) {
      throw new DataSetException(
          where + " must be " + (multi ? "a list of " + task.width() + " numbers" : "a number"));
    }
    float[] label = new float[task.width()];
    for (int i = 0; i < label.length; i++) {
      JsonNode number = multi ? value.get(i) : value;
      double v = number.asDouble(Double.NaN);
      boolean allowed = multi ? v == 0 || v == 1 : v >= task.min() && v <= task.max();
      if (!number.isNumber() || !allowed) {
        throw new DataSetException(
            where
                + ": "
                + number
                + (multi
                    ? " must be 0 or 1"
                    : " must be in [" + task.min() + ", " + task.max() + "]"));
      }
      label[i] = (float) v;
    }
    return label;
  }

  private Map<Modality, PayloadSource> payloads(JsonNode line, String where) {
    Map<Modality, PayloadSource> payloads = new EnumMap<>(Modality.class);
    media.forEach(
        (modality, mediaType) -> {
          String name = modality.name().toLowerCase(Locale.ROOT);
          JsonNode node = line.path(name);
          if (node.isObject()) {
            payloads.put(modality, source(node, mediaType, where + ": " + name));
          }
        });
    return payloads;
  }

  private PayloadSource source(JsonNode node, String mediaType, String where) {
    if (node.has("file")) {
      return new PayloadSource.InFile(
          inside(DataSetFolder.word(node, "file", where), where), mediaType);
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
    return file;
  }
}
