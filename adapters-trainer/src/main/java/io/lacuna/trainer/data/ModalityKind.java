package io.lacuna.trainer.data;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** How {@code dataset.json} says that the payloads of a modality are given. */
sealed interface ModalityKind {

  /** Files of one media type. */
  record InFiles(String mediaType) implements ModalityKind {}

  /** Text in the lines, or in files. */
  record Text() implements ModalityKind {}

  /** Rows of tensors in {@link FeatureFile#NAME}. */
  record Features(FeatureShape shape) implements ModalityKind {}

  /**
   * Reads a modality's entry.
   *
   * @param where for messages
   * @throws DataSetException if it cannot be used
   */
  static ModalityKind of(JsonNode entry, String where) {
    String kind = DataSetFolder.word(entry, "kind", where);
    return switch (kind) {
      case "file" -> new InFiles(DataSetFolder.word(entry, "media_type", where));
      case "text" -> new Text();
      case "features" -> new Features(shape(entry.path("shape"), where));
      default ->
          throw new DataSetException(
              where + ": kind '" + kind + "' must be file, text or features");
    };
  }

  private static FeatureShape shape(JsonNode node, String where) {
    List<Integer> dims = new ArrayList<>();
    for (JsonNode d : node) {
      dims.add(d.isIntegralNumber() && d.canConvertToInt() ? d.intValue() : 0);
    }
    try {
      return new FeatureShape(dims);
    } catch (IllegalArgumentException e) {
      throw new DataSetException(
          where + ": 'shape' must be a list of whole numbers >= 1, not " + node, e);
    }
  }
}
