package io.lacuna.app.evaluate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lacuna.model.recording.RecordingFolder;
import io.lacuna.model.recording.TopicRole;
import io.lacuna.model.tensor.Sha256;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Labels of subjects: subject → task → one value per label, in the order of the task's labels, or
 * the value of a regression. Subjects of one group (a patient, a speaker) are not independent; a
 * subject without a named group is its own.
 */
public final class Truth {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final String file;
  private final String sha256;
  private final Map<String, Map<String, double[]>> labels = new LinkedHashMap<>();
  private final Map<String, String> groups = new HashMap<>();

  private Truth(String file, String sha256) {
    this.file = file;
    this.sha256 = sha256;
  }

  /**
   * Reads a file of {@code {"subject": …, "labels": {TASK: …}, "group": …}} lines, the last
   * optional, or that of a recording's folder. A recording without the file may have a labels
   * topic: the same objects, by subject as key; a later one replaces an earlier one.
   *
   * @throws IOException if a line is no such object or a subject comes twice; names the line
   */
  public static Truth read(Path fileOrRecording) throws IOException {
    if (Files.isDirectory(fileOrRecording)
        && !Files.exists(fileOrRecording.resolve(RecordingFolder.TRUTH))) {
      return recorded(new RecordingFolder(fileOrRecording));
    }
    Path file =
        Files.isDirectory(fileOrRecording)
            ? fileOrRecording.resolve(RecordingFolder.TRUTH)
            : fileOrRecording;
    byte[] bytes = Files.readAllBytes(file);
    Truth truth = new Truth(file.getFileName().toString(), Sha256.hex(bytes));
    int number = 0;
    for (String line : new String(bytes, StandardCharsets.UTF_8).split("\\R")) {
      number++;
      if (!line.isBlank()) {
        truth.add(line, file + ":" + number);
      }
    }
    return truth;
  }

  private static Truth recorded(RecordingFolder recording) throws IOException {
    Map<String, String> latest = new LinkedHashMap<>();
    recording.each(
        TopicRole.LABELS,
        record ->
            latest.put(
                text(record.getKey()), record.getValue() == null ? "" : text(record.getValue())));
    latest.values().removeIf(String::isBlank);
    if (latest.isEmpty()) {
      throw new IOException(
          recording.root() + " has no labels: neither " + RecordingFolder.TRUTH + " nor a topic");
    }
    Truth truth =
        new Truth(TopicRole.LABELS.word(), Sha256.hex(String.join("\n", latest.values())));
    int number = 0;
    for (String json : latest.values()) {
      truth.add(json, TopicRole.LABELS.word() + ", subject " + ++number);
    }
    return truth;
  }

  private static String text(ByteBuffer bytes) {
    return bytes == null ? "" : StandardCharsets.UTF_8.decode(bytes.duplicate()).toString();
  }

  private void add(String line, String where) throws IOException {
    JsonNode node;
    try {
      node = JSON.readTree(line);
    } catch (JsonProcessingException e) {
      throw new IOException(where + ": no JSON: " + e.getOriginalMessage());
    }
    if (!node.path("subject").isTextual() || !node.path("labels").isObject()) {
      throw new IOException(where + ": must have a text 'subject' and an object 'labels'");
    }
    String subject = node.get("subject").textValue();
    Map<String, double[]> values = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> task : node.get("labels").properties()) {
      if (!task.getValue().isNull()) {
        values.put(task.getKey(), values(task.getValue(), where + ": labels." + task.getKey()));
      }
    }
    if (labels.put(subject, values) != null) {
      throw new IOException(where + ": subject '" + subject + "' came before");
    }
    groups.put(subject, node.path("group").asText(subject));
  }

  private static double[] values(JsonNode node, String where) throws IOException {
    Iterable<JsonNode> each = node.isArray() ? node : Set.of(node);
    double[] values = new double[node.isArray() ? node.size() : 1];
    int i = 0;
    for (JsonNode value : each) {
      if (!value.isNumber()) {
        throw new IOException(where + " must be a number or a list of numbers, it is " + node);
      }
      values[i++] = value.doubleValue();
    }
    return values;
  }

  /** The labels of a subject for a task, if it has any. */
  public Optional<double[]> of(String subject, String task) {
    return Optional.ofNullable(labels.getOrDefault(subject, Map.of()).get(task));
  }

  /** Mean of each value over all subjects: what one would say without any evidence. */
  public double[] prior(String task) {
    double[] sum = null;
    int n = 0;
    for (Map<String, double[]> tasks : labels.values()) {
      double[] values = tasks.get(task);
      if (values != null) {
        sum = sum == null ? new double[values.length] : sum;
        for (int i = 0; i < values.length; i++) {
          sum[i] += values[i];
        }
        n++;
      }
    }
    for (int i = 0; sum != null && i < sum.length; i++) {
      sum[i] /= n;
    }
    return sum;
  }

  /** All subjects, in the order of the file. */
  Set<String> subjects() {
    return labels.keySet();
  }

  /** Group of a subject that has labels. */
  String group(String subject) {
    return groups.get(subject);
  }

  /** Name of the file, without its folder. */
  String file() {
    return file;
  }

  /** Lower-case hex SHA-256 of the file. */
  String sha256() {
    return sha256;
  }
}
