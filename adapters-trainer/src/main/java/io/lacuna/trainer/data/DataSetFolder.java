package io.lacuna.trainer.data;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lacuna.model.score.TaskSpec;
import io.lacuna.schema.Modality;
import io.lacuna.schema.TaskKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Reader of a data set folder. Everything is checked before anything is used: unknown words, labels
 * of the wrong width or out of range, files that are missing or lie outside the folder, subjects
 * that occur twice and groups that lie in two splits are refused with file and line.
 */
public final class DataSetFolder {
  static final String DESCRIPTION = "dataset.json";
  static final String SAMPLES = "samples.jsonl";
  private static final ObjectMapper JSON = new ObjectMapper();

  private DataSetFolder() {}

  /**
   * Reads a folder.
   *
   * @throws DataSetException if something in it cannot be used
   */
  public static DataSet read(Path folder) {
    JsonNode description = parse(text(folder, DESCRIPTION), DESCRIPTION);
    List<TaskTarget> tasks = tasks(description);
    Map<Modality, String> media = modalities(description);
    List<LabelledSubject> subjects =
        subjects(text(folder, SAMPLES), new SampleLine(folder, tasks, media));
    return new DataSet(
        word(description, "name", DESCRIPTION),
        word(description, "pipeline", DESCRIPTION),
        word(description, "group", DESCRIPTION),
        tasks,
        List.copyOf(media.keySet()),
        subjects,
        FolderDigest.of(folder, subjects),
        description.path("note").asText(""));
  }

  private static List<LabelledSubject> subjects(String text, SampleLine reader) {
    List<LabelledSubject> subjects = new ArrayList<>();
    Map<String, Integer> lineOf = new HashMap<>();
    Map<String, Split> splitOf = new HashMap<>();
    List<String> lines = text.lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      String where = SAMPLES + " line " + (i + 1);
      LabelledSubject subject = reader.read(parse(lines.get(i), where), where);
      Integer before = lineOf.put(subject.subject(), i + 1);
      if (before != null) {
        throw new DataSetException(
            where + ": subject '" + subject.subject() + "' stands in line " + before + " already");
      }
      Split other = splitOf.putIfAbsent(subject.group(), subject.split());
      if (other != null && other != subject.split()) {
        String splits = other.word() + " and " + subject.split().word();
        throw new DataSetException(
            where + ": group '" + subject.group() + "' lies in two splits, " + splits);
      }
      subjects.add(subject);
    }
    return subjects;
  }

  private static List<TaskTarget> tasks(JsonNode description) {
    List<TaskTarget> tasks = new ArrayList<>();
    for (Map.Entry<String, JsonNode> e : object(description, "tasks").properties()) {
      String where = DESCRIPTION + ": task '" + e.getKey() + "'";
      String type = word(e.getValue(), "type", where);
      if (type.equals("multilabel")) {
        List<String> labels = new ArrayList<>();
        e.getValue().path("labels").forEach(l -> labels.add(l.asText()));
        if (labels.isEmpty()) {
          throw new DataSetException(where + " has no labels");
        }
        tasks.add(new TaskTarget(new TaskSpec(e.getKey(), TaskKind.MULTILABEL, labels), 0, 1));
      } else if (type.equals("regression")) {
        double min = e.getValue().path("min").asDouble(Double.NaN);
        double max = e.getValue().path("max").asDouble(Double.NaN);
        if (!(min < max) || Double.isInfinite(max - min)) {
          throw new DataSetException(where + " must have numbers min < max");
        }
        TaskSpec spec = new TaskSpec(e.getKey(), TaskKind.REGRESSION, List.of(e.getKey()));
        tasks.add(new TaskTarget(spec, min, max));
      } else {
        throw new DataSetException(
            where + ": type '" + type + "' must be multilabel or regression");
      }
    }
    return tasks;
  }

  private static Map<Modality, String> modalities(JsonNode description) {
    JsonNode named = object(description, "modalities");
    Map<Modality, String> media = new EnumMap<>(Modality.class);
    for (Map.Entry<String, JsonNode> e : named.properties()) {
      String where = DESCRIPTION + ": modality '" + e.getKey() + "'";
      Modality modality = modality(e.getKey(), where);
      String kind = word(e.getValue(), "kind", where);
      if (!kind.equals("file") && !kind.equals("text")) {
        throw new DataSetException(where + ": kind '" + kind + "' must be file or text");
      }
      media.put(
          modality, kind.equals("text") ? "text/plain" : word(e.getValue(), "media_type", where));
    }
    return media;
  }

  private static Modality modality(String word, String where) {
    for (Modality m : Modality.values()) {
      if (m.name().toLowerCase(Locale.ROOT).equals(word)) {
        return m;
      }
    }
    throw new DataSetException(where + " must be image, text or audio");
  }

  private static JsonNode object(JsonNode node, String field) {
    JsonNode value = node.path(field);
    if (!value.isObject() || value.isEmpty()) {
      throw new DataSetException(DESCRIPTION + ": '" + field + "' must be an object with entries");
    }
    return value;
  }

  static String word(JsonNode node, String field, String where) {
    JsonNode value = node.path(field);
    if (!value.isTextual() || value.asText().isBlank()) {
      throw new DataSetException(where + ": '" + field + "' must be a non-empty string");
    }
    return value.asText();
  }

  private static JsonNode parse(String text, String where) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new DataSetException(where + ": no JSON: " + e.getOriginalMessage(), e);
    }
  }

  private static String text(Path folder, String file) {
    try {
      return Files.readString(folder.resolve(file));
    } catch (IOException e) {
      throw new DataSetException("cannot read " + file + " in " + folder + ": " + e, e);
    }
  }
}
