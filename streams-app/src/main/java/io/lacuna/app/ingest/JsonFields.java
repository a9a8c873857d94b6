package io.lacuna.app.ingest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.lacuna.app.ingest.Refusal.Reason;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** The fields of a flat JSON object. */
final class JsonFields {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private JsonFields() {}

  /**
   * Texts and numbers by name; a null counts as not said.
   *
   * @throws Refusal if it is no such object
   */
  static Map<String, String> read(byte[] json) throws Refusal {
    JsonNode tree = tree(json);
    if (tree == null || !tree.isObject()) {
      throw new Refusal(Reason.MALFORMED, "the JSON is no object");
    }
    Map<String, String> fields = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> field : tree.properties()) {
      JsonNode value = field.getValue();
      if (value.isTextual() || value.isNumber()) {
        fields.put(field.getKey(), value.asText());
      } else if (!value.isNull()) {
        throw new Refusal(Reason.MALFORMED, "the JSON has a field that is no text or number");
      }
    }
    return fields;
  }

  private static JsonNode tree(byte[] json) throws Refusal {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException e) {
      int line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
      throw new Refusal(Reason.MALFORMED, "no readable JSON (line " + line + ")");
    } catch (IOException e) {
      // bytes that look like UTF-16 or UTF-32, and are not
      throw new Refusal(Reason.MALFORMED, "no readable JSON: not in UTF-8");
    }
  }
}
