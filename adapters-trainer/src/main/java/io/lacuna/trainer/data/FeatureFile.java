package io.lacuna.trainer.data;

import com.fasterxml.jackson.databind.JsonNode;
import io.lacuna.model.tensor.Safetensors;
import io.lacuna.model.tensor.SafetensorsHeader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The ready features of a folder: float32 tensors of shape (rows, …shape), of which each subject
 * has a row.
 *
 * @param file the safetensors file
 * @param tensors by name
 */
record FeatureFile(Path file, Map<String, SafetensorsHeader.Entry> tensors) {
  static final String NAME = "features.safetensors";

  /**
   * Reads the header.
   *
   * @param needs what needs the file, for messages
   * @throws DataSetException if there is no sound file
   */
  static FeatureFile open(Path folder, String needs) {
    Path file = folder.resolve(NAME);
    if (!Files.isRegularFile(file)) {
      throw new DataSetException(needs + ": kind 'features' needs " + NAME + " in " + folder);
    }
    try {
      return new FeatureFile(file, Safetensors.readHeader(file).tensors());
    } catch (IOException e) {
      throw new DataSetException(
          "cannot read " + NAME + " in " + folder + ": " + e.getMessage(), e);
    }
  }

  /**
   * Finds and reads a row, so that a bad number is known before any use.
   *
   * @param place list of a tensor's name, a row from 0, and for rows of several vectors, if not all
   *     of them count, how many do from the first on
   * @param shape that a row must have
   * @throws DataSetException if there is no such row or it holds a number that is not finite
   */
  PayloadSource.FeatureRow row(JsonNode place, FeatureShape shape, String where) {
    boolean counted = place.size() == 3 && place.path(2).isIntegralNumber();
    if (!(place.size() == 2 || counted)
        || !place.path(0).isTextual()
        || !place.path(1).isIntegralNumber()) {
      throw new DataSetException(
          where
              + ": 'features' must be a list of a tensor's name and a row,"
              + " and perhaps a number of vectors, not "
              + place);
    }
    String name = place.get(0).textValue();
    String tensor = where + ": tensor '" + name + "' of " + NAME;
    SafetensorsHeader.Entry entry = tensors.get(name);
    if (entry == null) {
      throw new DataSetException(tensor + " does not exist; there are " + tensors.keySet());
    }
    requireRowsOf(shape, entry, tensor);
    long rows = entry.shape().get(0);
    JsonNode at = place.get(1);
    if (!at.canConvertToLong() || at.longValue() < 0 || at.longValue() >= rows) {
      throw new DataSetException(tensor + ": row " + at + " must be in [0, " + rows + ")");
    }
    long offset = entry.offset() + at.longValue() * shape.size() * Float.BYTES;
    FeatureShape held = counted ? first(place.get(2), shape, tensor + ": row " + at) : shape;
    PayloadSource.FeatureRow row = new PayloadSource.FeatureRow(file, offset, held);
    for (float v : row.read().values()) {
      if (!Float.isFinite(v)) {
        throw new DataSetException(tensor + ": row " + at + " holds " + v + "; must be finite");
      }
    }
    return row;
  }

  private static FeatureShape first(JsonNode vectors, FeatureShape shape, String row) {
    int most = shape.dims().size() == 2 ? shape.dims().get(0) : 0;
    if (!vectors.canConvertToInt() || vectors.intValue() < 1 || vectors.intValue() > most) {
      throw new DataSetException(
          row
              + " of shape "
              + shape
              + ": number of vectors "
              + vectors
              + (most == 0 ? " is for shapes [t, d] only" : " must be in [1, " + most + "]"));
    }
    return FeatureShape.of(vectors.intValue(), shape.dims().get(1));
  }

  private static void requireRowsOf(
      FeatureShape shape, SafetensorsHeader.Entry entry, String tensor) {
    List<Long> wanted = shape.dims().stream().map(Integer::longValue).toList();
    boolean fits =
        !entry.shape().isEmpty() && entry.shape().subList(1, entry.shape().size()).equals(wanted);
    if (!entry.type().equals("F32") || !fits) {
      throw new DataSetException(
          tensor
              + " is "
              + entry.type()
              + entry.shape()
              + "; must be F32 of rows of shape "
              + shape);
    }
  }
}
