package io.lacuna.app.config;

import io.lacuna.app.window.Expectation;
import io.lacuna.schema.Modality;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.common.config.ConfigException;

/** Keys {@code <pipeline>.window.expected.<kind>}; there is one for each kind of subject. */
final class ExpectedKeys {
  private static final String EXPECTED = ".window.expected.";

  private ExpectedKeys() {}

  static boolean isOne(String pipeline, String key) {
    return key.startsWith(pipeline + EXPECTED);
  }

  /** What is expected of a subject, by its kind: {@code window.expected.<kind>}. */
  static Expectation of(String pipeline, List<String> byDefault, Map<String, String> all) {
    String prefix = pipeline + EXPECTED;
    Map<String, Set<Modality>> byKind = new TreeMap<>();
    all.forEach(
        (key, value) -> {
          if (key.startsWith(prefix)) {
            byKind.put(
                key.substring(prefix.length()), modalities(key, List.of(value.split(",", -1))));
          }
        });
    return new Expectation(modalities(pipeline + ".window.expected", byDefault), byKind);
  }

  private static Set<Modality> modalities(String key, List<String> words) {
    Set<Modality> modalities = EnumSet.noneOf(Modality.class);
    words.forEach(word -> modalities.add(modality(key, word)));
    return modalities;
  }

  private static Modality modality(String key, String word) {
    try {
      return Modality.valueOf(word.trim().toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new ConfigException(key, word, "must be image, text or audio");
    }
  }
}
