package io.lacuna.trainer.convert;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lacuna.trainer.data.Split;
import java.util.LinkedHashMap;
import java.util.Map;

/** One subject on its way to a line of {@code samples.jsonl}. */
final class Sample {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final String subject;
  private final String group;
  private final Split split;
  private final ObjectNode labels = JSON.createObjectNode();
  private final Map<String, ObjectNode> inputs = new LinkedHashMap<>();

  Sample(String subject, String group, Split split) {
    this.subject = subject;
    this.group = group;
    this.split = split;
  }

  String subject() {
    return subject;
  }

  String group() {
    return group;
  }

  Split split() {
    return split;
  }

  /** By task. */
  ObjectNode labels() {
    return labels;
  }

  /** The entry of a modality, e.g. {@code text}; empty when first asked for. */
  ObjectNode input(String modality) {
    return inputs.computeIfAbsent(modality, m -> JSON.createObjectNode());
  }

  boolean has(String modality) {
    return inputs.containsKey(modality);
  }

  ObjectNode toJson() {
    ObjectNode line = JSON.createObjectNode().put("subject", subject).put("group", group);
    line.put("split", split.word());
    line.set("labels", labels);
    inputs.forEach(line::set);
    return line;
  }
}
