package io.lacuna.app.record;

import io.lacuna.model.recording.TopicRole;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where a recording begins or ends. */
public sealed interface Bound {
  /** What the topics hold. */
  Bound OPEN = new Offsets(Map.of());

  /** Record timestamps of the input topics; other topics are taken whole. */
  record At(Instant instant) implements Bound {}

  /**
   * Offsets by {@code role-partition}; partitions that are not named are open.
   *
   * @param byPlace e.g. {@code image-0} to 1200
   */
  record Offsets(Map<String, Long> byPlace) implements Bound {}

  /**
   * Reads an instant like {@code 2026-01-31T12:00:00Z}, or offsets like {@code
   * image-0=120,text-0=98}.
   *
   * @param option name of the option, for the message
   * @throws IllegalArgumentException if it is neither
   */
  static Bound parse(String option, String text) {
    if (text == null) {
      return OPEN;
    }
    if (text.contains("=")) {
      return new Offsets(offsets(option, text));
    }
    try {
      return new At(Instant.parse(text));
    } catch (DateTimeParseException e) {
      throw refused(option, text);
    }
  }

  private static Map<String, Long> offsets(String option, String text) {
    Map<String, Long> offsets = new TreeMap<>();
    for (String entry : text.split(",")) {
      Matcher m = Pattern.compile("([a-z-]+)-(\\d{1,9})=(\\d{1,18})").matcher(entry.trim());
      if (!m.matches()) {
        throw refused(option, text);
      }
      String place = TopicRole.of(m.group(1)).word() + "-" + Integer.parseInt(m.group(2));
      if (offsets.put(place, Long.parseLong(m.group(3))) != null) {
        throw new IllegalArgumentException(option + " " + text + " names " + place + " twice");
      }
    }
    return offsets;
  }

  private static IllegalArgumentException refused(String option, String text) {
    return new IllegalArgumentException(
        option
            + " "
            + text
            + " must be an instant like 2026-01-31T12:00:00Z, or offsets like image-0=120,text-0=98");
  }
}
