package io.lacuna.trainer.convert;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * What {@code dataset.json} says besides the features' shapes.
 *
 * @param name of the data set
 * @param pipeline that it trains
 * @param group what a group is
 * @param note what people should know of it
 * @param tasks by name
 * @param modalities that are not given as features
 */
record Description(
    String name,
    String pipeline,
    String group,
    String note,
    ObjectNode tasks,
    ObjectNode modalities) {
  private static final ObjectMapper JSON = new ObjectMapper();

  static Description of(String name, String pipeline, String group, String note) {
    return new Description(
        name, pipeline, group, note, JSON.createObjectNode(), JSON.createObjectNode());
  }

  Description regression(String task, double min, double max) {
    tasks.putObject(task).put("type", "regression").put("min", min).put("max", max);
    return this;
  }

  Description multilabel(String task, List<String> labels) {
    labels.forEach(tasks.putObject(task).put("type", "multilabel").putArray("labels")::add);
    return this;
  }

  Description text() {
    modalities.putObject("text").put("kind", "text");
    return this;
  }

  Description images(String mediaType) {
    modalities.putObject("image").put("kind", "file").put("media_type", mediaType);
    return this;
  }

  ObjectNode toJson(Iterable<FeatureRows> features, List<String> done) {
    ObjectNode root = JSON.createObjectNode();
    root.put("name", name).put("pipeline", pipeline).put("group", group);
    root.set("tasks", tasks);
    ObjectNode all = root.putObject("modalities");
    all.setAll(modalities);
    for (FeatureRows f : features) {
      f.shape().forEach(all.putObject(f.name()).put("kind", "features").putArray("shape")::add);
    }
    String counted = done.isEmpty() ? "" : " Counted: " + String.join("; ", done) + ".";
    return root.put("note", note + counted);
  }
}
