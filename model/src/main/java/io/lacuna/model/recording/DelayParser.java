package io.lacuna.model.recording;

import io.lacuna.schema.Modality;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads {@link Delay}s as people write them. */
final class DelayParser {
  private static final Pattern FORM = Pattern.compile("(\\w+)\\(([^,()]+)(?:,([^,()]+))?\\)");
  private static final Pattern TIME = Pattern.compile("(\\d+(?:\\.\\d+)?)(ms|s|m|h|d)");
  private static final Pattern COMMA_OUTSIDE_BRACKETS = Pattern.compile(",(?![^(]*\\))");
  private static final double MAX_SIGMA = 10;

  private DelayParser() {}

  static Map<Modality, Delay> all(String text) {
    Map<Modality, Delay> delays = new EnumMap<>(Modality.class);
    for (String entry : COMMA_OUTSIDE_BRACKETS.split(text)) {
      int at = entry.indexOf('=');
      if (at < 0) {
        throw new IllegalArgumentException(
            "'" + entry + "' must be modality=delay, e.g. image=lognormal(30s,1.2)");
      }
      Modality modality = modality(entry.substring(0, at).trim());
      if (delays.put(modality, one(entry.substring(at + 1))) != null) {
        throw new IllegalArgumentException("'" + text + "' names " + modality + " twice");
      }
    }
    return delays;
  }

  private static Modality modality(String word) {
    for (Modality m : Modality.values()) {
      if (m.name().toLowerCase(Locale.ROOT).equals(word)) {
        return m;
      }
    }
    throw new IllegalArgumentException("'" + word + "' must be image, text or audio");
  }

  static Delay one(String text) {
    Matcher form = FORM.matcher(text.replace(" ", ""));
    if (!form.matches()) {
      throw refused(text);
    }
    String name = form.group(1);
    double ms = ms(form.group(2), text);
    String sigma = form.group(3);
    if (name.equals("fixed") && sigma == null) {
      return new Delay.Fixed(ms);
    }
    if (name.equals("exponential") && sigma == null) {
      return new Delay.Exponential(ms);
    }
    if (name.equals("lognormal") && sigma != null) {
      return new Delay.LogNormal(ms, sigma(sigma, text));
    }
    throw refused(text);
  }

  private static double ms(String time, String text) {
    Matcher m = TIME.matcher(time);
    if (!m.matches()) {
      throw refused(text);
    }
    double n = Double.parseDouble(m.group(1));
    double ms =
        switch (m.group(2)) {
          case "ms" -> n;
          case "s" -> n * 1_000;
          case "m" -> n * 60_000;
          case "h" -> n * 3_600_000;
          default -> n * 86_400_000;
        };
    if (ms > Delay.LONGEST_MS) {
      throw new IllegalArgumentException("'" + text + "' must be at most 366d");
    }
    return ms;
  }

  private static double sigma(String word, String text) {
    double sigma;
    try {
      sigma = Double.parseDouble(word);
    } catch (NumberFormatException e) {
      throw refused(text);
    }
    if (!(sigma >= 0 && sigma <= MAX_SIGMA)) {
      throw new IllegalArgumentException("'" + text + "': sigma must be in [0, 10]");
    }
    return sigma;
  }

  private static IllegalArgumentException refused(String text) {
    return new IllegalArgumentException(
        "'"
            + text
            + "' is no delay; write fixed(2s), exponential(5s) or lognormal(30s,1.2),"
            + " times in ms, s, m, h or d");
  }
}
