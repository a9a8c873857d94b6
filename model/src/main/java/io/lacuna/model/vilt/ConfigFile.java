package io.lacuna.model.vilt;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** A JSON object of settings whose every use is checked. */
record ConfigFile(Path path, JsonNode root) {
  private static final JsonMapper JSON = new JsonMapper();
  private static final long MAX_BYTES = 1 << 20;

  static ConfigFile read(Path path) throws IOException {
    try {
      if (Files.size(path) > MAX_BYTES) {
        throw new IOException(path + " has " + Files.size(path) + " bytes; at most " + MAX_BYTES);
      }
      JsonNode root = JSON.readTree(Files.readAllBytes(path));
      if (!root.isObject()) {
        throw new IOException(path + " is not a JSON object");
      }
      return new ConfigFile(path, root);
    } catch (NoSuchFileException e) {
      throw new IOException("there is no " + path, e);
    } catch (JsonProcessingException e) {
      throw new IOException(path + " is not JSON: " + e.getOriginalMessage(), e);
    }
  }

  boolean has(String field) {
    return root.hasNonNull(field);
  }

  int integer(String field, int least, int most) throws IOException {
    JsonNode value = required(field);
    if (!value.canConvertToInt()
        || !value.isInt()
        || value.intValue() < least
        || value.intValue() > most) {
      throw refuse(
          field,
          value,
          least == most
              ? "allowed is " + most
              : "allowed are integers in [" + least + ", " + most + "]");
    }
    return value.intValue();
  }

  double eps(String field) throws IOException {
    JsonNode value = required(field);
    if (!value.isNumber() || !(value.doubleValue() > 0) || value.doubleValue() > 1e-3) {
      throw refuse(field, value, "allowed are numbers in (0, 0.001]");
    }
    return value.doubleValue();
  }

  /** The only value that a field may have; an optional field may be absent. */
  void expect(String field, String allowed, boolean needed) throws IOException {
    if (!needed && !has(field)) {
      return;
    }
    JsonNode value = required(field);
    if (!(value.isContainerNode() ? value.toString() : value.asText()).equals(allowed)) {
      throw refuse(field, value, "allowed is " + allowed);
    }
  }

  /** A switch, or {@code otherwise} where the field is absent or null. */
  Boolean flag(String field, Boolean otherwise) throws IOException {
    if (!has(field)) {
      return otherwise;
    }
    JsonNode value = root.get(field);
    if (!value.isBoolean()) {
      throw refuse(field, value, "allowed are true and false");
    }
    return value.booleanValue();
  }

  /** {@code field} must divide another number without a rest. */
  void divides(String field, int value, String other, int whole) throws IOException {
    if (whole % value != 0) {
      throw new IOException(
          path
              + ": "
              + field
              + " "
              + value
              + " is not supported; it must divide "
              + other
              + " "
              + whole);
    }
  }

  private JsonNode required(String field) throws IOException {
    if (!has(field)) {
      throw new IOException(path + ": field " + field + " is missing");
    }
    return root.get(field);
  }

  private IOException refuse(String field, JsonNode value, String allowed) {
    String shown = value.toString();
    return new IOException(
        path
            + ": "
            + field
            + " "
            + (shown.length() <= 80 ? shown : shown.substring(0, 80) + "…")
            + " is not supported; "
            + allowed);
  }
}
