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
import java.util.Optional;

/**
 * Reader of a data set folder. Everything is checked before anything is used: unknown words, labels
 * of the wrong width or out of range, files that are missing or lie outside the folder, rows of
 * features that do not exist or hold what is no number, subjects that occur twice and groups that
 * lie in two splits are refused with file and line.
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
    Map<Modality, ModalityKind> kinds = modalities(description);
    Map<Modality, FeatureShape> features = features(kinds);
    Optional<FeatureFile> file =
        features.keySet().stream().findFirst().map(m -> FeatureFile.open(folder, where(m)));
    List<LabelledSubject> subjects =
        subjects(text(folder, SAMPLES), new SampleLine(folder, tasks, kinds, file));
    return new DataSet(
        word(description, "name", DESCRIPTION),
        word(description, "pipeline", DESCRIPTION),
        word(description, "group", DESCRIPTION),
        tasks,
        List.copyOf(kinds.keySet()),
        features,
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
      requireSplitAsBefore(subject, subjects, where);
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

  /** A few lines without a split are a mistake, all of them a set without splits. */
  private static void requireSplitAsBefore(
      LabelledSubject subject, List<LabelledSubject> before, String where) {
    boolean has = subject.split() != Split.UNASSIGNED;
    if (!before.isEmpty() && has != (before.get(0).split() != Split.UNASSIGNED)) {
      throw new DataSetException(
          where
              + (has ? " has a split, line 1 has none" : " has no split, line 1 has one")
              + "; every line must have one, or none");
    }
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
        TaskSpec spec =
            new TaskSpec(e.getKey(), TaskKind.REGRESSION, List.of(e.getKey()), max - min);
        tasks.add(new TaskTarget(spec, min, max));
      } else {
        throw new DataSetException(
            where + ": type '" + type + "' must be multilabel or regression");
      }
    }
    return tasks;
  }

  private static Map<Modality, ModalityKind> modalities(JsonNode description) {
    JsonNode named = object(description, "modalities");
    Map<Modality, ModalityKind> kinds = new EnumMap<>(Modality.class);
    for (Map.Entry<String, JsonNode> e : named.properties()) {
      String where = DESCRIPTION + ": modality '" + e.getKey() + "'";
      Modality modality = modality(e.getKey(), where);
      kinds.put(modality, ModalityKind.of(e.getValue(), where));
    }
    return kinds;
  }

  private static Map<Modality, FeatureShape> features(Map<Modality, ModalityKind> kinds) {
    Map<Modality, FeatureShape> features = new EnumMap<>(Modality.class);
    kinds.forEach(
        (modality, kind) -> {
          if (kind instanceof ModalityKind.Features f) {
            features.put(modality, f.shape());
          }
        });
    return features;
  }

  private static String where(Modality modality) {
    return DESCRIPTION + ": modality '" + modality.name().toLowerCase(Locale.ROOT) + "'";
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
