package io.lacuna.trainer.parity;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Numbers of a JSON file; what is not a finite number is refused by name. */
final class Numbers {
  private static final JsonMapper JSON = new JsonMapper();

  private Numbers() {}

  /**
   * @throws IOException if the file does not hold a JSON object with fields
   */
  static JsonNode read(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    try {
      JsonNode root = JSON.readTree(bytes);
      if (root.isObject() && !root.isEmpty()) {
        return root;
      }
    } catch (IOException e) {
      throw new IOException(file + " is not JSON: " + e.getMessage(), e);
    }
    throw new IOException(file + " is not a JSON object with fields");
  }

  static double number(JsonNode object, String field) {
    return finite(object.path(field), field);
  }

  static double[] row(JsonNode object, String field) {
    return entries(object.path(field), field);
  }

  static double[][] matrix(JsonNode object, String field) {
    JsonNode rows = nonEmpty(object.path(field), field);
    double[][] matrix = new double[rows.size()][];
    for (int i = 0; i < matrix.length; i++) {
      matrix[i] = entries(rows.get(i), field + "[" + i + "]");
    }
    return matrix;
  }

  /**
   * @throws IllegalArgumentException if the value is neither 0 nor 1
   */
  static boolean isOne(double value, String name) {
    if (value != 0 && value != 1) {
      throw new IllegalArgumentException("'" + name + "' is " + value + "; allowed are 0 and 1");
    }
    return value == 1;
  }

  /**
   * @throws IllegalArgumentException if the lengths differ; names both
   */
  static void requireSame(String a, int lengthOfA, String b, int lengthOfB) {
    if (lengthOfA != lengthOfB) {
      throw new IllegalArgumentException(
          a + " has " + lengthOfA + " entries and " + b + " " + lengthOfB);
    }
  }

  /**
   * @param name for messages
   */
  static double[] entries(JsonNode array, String name) {
    double[] row = new double[nonEmpty(array, name).size()];
    for (int i = 0; i < row.length; i++) {
      row[i] = finite(array.get(i), name + "[" + i + "]");
    }
    return row;
  }

  private static JsonNode nonEmpty(JsonNode array, String name) {
    if (!array.isArray() || array.isEmpty()) {
      throw new IllegalArgumentException("'" + name + "' must be a list with entries");
    }
    return array;
  }

  private static double finite(JsonNode node, String name) {
    if (!node.isNumber() || !Double.isFinite(node.doubleValue())) {
      throw new IllegalArgumentException("'" + name + "' is " + node + "; it must be a number");
    }
    return node.doubleValue();
  }
}
