package io.lacuna.trainer.compare;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lacuna.model.adapter.MixtureOptions;
import io.lacuna.trainer.config.AdapterSettings;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * A method as the command line names it: {@code adapter}, {@code mmolre:r=4}, {@code
 * mmolre:r=4:experts=8}, {@code adapter:blocks=0+3}.
 *
 * @param parameters values by name, in the order given
 */
public record MethodWord(String name, Map<String, String> parameters) {
  /** The settings of an adapter that may be changed, by their names in a configuration. */
  static final Set<String> SETTINGS = Set.of("r", "experts", "blocks");

  /** Of a MoRA, which has no experts. */
  static final Set<String> WITHOUT_EXPERTS = Set.of("r", "blocks");

  private static final JsonMapper JSON =
      JsonMapper.builder().injectableValues(MixtureOptions.absent()).build();

  /**
   * Reads a word.
   *
   * @throws IllegalArgumentException if a parameter is no {@code name=value} or stands there twice
   */
  static MethodWord parse(String text) {
    String[] parts = text.split(":", -1);
    Map<String, String> parameters = new LinkedHashMap<>();
    for (String part : Arrays.asList(parts).subList(1, parts.length)) {
      String[] pair = part.split("=", -1);
      if (pair.length != 2 || pair[0].isEmpty() || pair[1].isEmpty()) {
        throw new IllegalArgumentException(
            "method '" + text + "': '" + part + "' must be name=value, e.g. r=4");
      }
      if (parameters.put(pair[0], pair[1]) != null) {
        throw new IllegalArgumentException("method '" + text + "' gives " + pair[0] + " twice");
      }
    }
    return new MethodWord(parts[0], parameters);
  }

  /**
   * @throws IllegalArgumentException if there is a parameter of another name
   */
  void requireOnly(Set<String> known) {
    for (String key : parameters.keySet()) {
      if (!known.contains(key)) {
        throw new IllegalArgumentException(
            "method '"
                + this
                + "': there is no parameter '"
                + key
                + "'; "
                + name
                + " takes "
                + (known.isEmpty() ? "none" : new TreeSet<>(known)));
      }
    }
  }

  /**
   * Settings with the parameters in their place. Another rank keeps the scale of the delta.
   *
   * @throws IllegalArgumentException if a value cannot be used
   */
  AdapterSettings change(AdapterSettings settings) {
    if (parameters.isEmpty()) {
      return settings;
    }
    ObjectNode json = JSON.valueToTree(settings);
    try {
      parameters.forEach((key, value) -> json.set(key, read(key, value)));
      if (parameters.containsKey("experts") && settings.mixture() == null) {
        throw new IllegalArgumentException("a MoRA has no experts");
      }
      if (parameters.containsKey("r")) {
        long alpha =
            Math.round((double) settings.loraAlpha() / settings.r() * json.get("r").asInt());
        json.put("loraAlpha", Math.max(1, alpha));
      }
      return JSON.convertValue(json, AdapterSettings.class);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("method '" + this + "': " + e.getMessage(), e);
    }
  }

  /**
   * Refuses a parameter that is not what it was asked to be, because the method sets it itself.
   *
   * @param made settings of the method
   * @throws IllegalArgumentException if there is one
   */
  void requireKept(AdapterSettings made) {
    ObjectNode json = JSON.valueToTree(made);
    parameters.forEach(
        (key, value) -> {
          if (!json.get(key).equals(read(key, value))) {
            throw new IllegalArgumentException(
                "method '" + this + "': " + name + " itself makes " + key + " " + json.get(key));
          }
        });
  }

  private static JsonNode read(String key, String value) {
    if (!key.equals("blocks")) {
      return IntNode.valueOf(natural(value, 1));
    }
    ArrayNode blocks = JSON.createArrayNode();
    Arrays.stream(value.split("\\+", -1)).forEach(b -> blocks.add(natural(b, 0)));
    return blocks;
  }

  private static int natural(String value, int least) {
    if (!value.matches("\\d{1,4}") || Integer.parseInt(value) < least) {
      throw new IllegalArgumentException(
          "'" + value + "' must be a number from " + least + " to 9999 (blocks: e.g. 0+3)");
    }
    return Integer.parseInt(value);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(name);
    parameters.forEach((key, value) -> text.append(':').append(key).append('=').append(value));
    return text.toString();
  }
}
