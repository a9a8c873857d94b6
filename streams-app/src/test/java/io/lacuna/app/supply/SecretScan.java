package io.lacuna.app.supply;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Finds in a text what looks like a key, a token or a password. */
final class SecretScan {
  /** Bits a character; words and names lie below, random base64 near 6 and random hex near 4. */
  private static final double MIN_ENTROPY = 3.3;

  /** By kind; every match counts. */
  private static final Map<String, Pattern> SHAPES =
      Map.of(
          "private key", Pattern.compile("-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----"),
          "cloud access key", Pattern.compile("\\b(?:AKIA|ASIA)[0-9A-Z]{16}\\b"),
          "cloud API key", Pattern.compile("\\bAIza[0-9A-Za-z_-]{35}\\b"),
          "forge token",
              Pattern.compile("\\b(?:gh[pousr]_[0-9A-Za-z]{36}|glpat-[0-9A-Za-z_-]{20})"),
          "chat token", Pattern.compile("\\bxox[abprs]-[0-9A-Za-z-]{10,}"),
          "signed token",
              Pattern.compile(
                  "\\beyJ[0-9A-Za-z_-]{10,}\\.eyJ[0-9A-Za-z_-]{10,}\\.[0-9A-Za-z_-]{10,}"),
          "URL with a password",
              Pattern.compile("\\b[a-z+]{3,10}://[^/\\s:@\"'$<{]+:[^/\\s:@\"'$<{]{3,}@"));

  /** A value behind a name that promises a secret; counts where it looks random. */
  private static final Pattern NAMED =
      Pattern.compile(
          "(?i)(?:password|passwd|passphrase|secret|token|api[_-]?key|access[_-]?key|credentials?)"
              + "[\\w.-]{0,20}[\"']?\\s*[:=]\\s*[\"']?([0-9A-Za-z+/_=-]{16,})");

  /**
   * A match.
   *
   * @param line from 1
   */
  record Hit(String kind, int line) {}

  private SecretScan() {}

  static List<Hit> of(String text) {
    List<Hit> hits = new ArrayList<>();
    SHAPES.forEach(
        (kind, shape) ->
            shape.matcher(text).results().forEach(m -> hits.add(new Hit(kind, line(text, m)))));
    NAMED
        .matcher(text)
        .results()
        .filter(m -> looksRandom(m.group(1)))
        .forEach(m -> hits.add(new Hit("named secret", line(text, m))));
    return hits;
  }

  /** Random text has digits between its letters and repeats itself little. */
  static boolean looksRandom(String value) {
    boolean mixed = value.matches(".*\\d.*") && value.matches(".*[A-Za-z].*");
    return mixed
        && entropy(value) >= MIN_ENTROPY
        && !value.toLowerCase(Locale.ROOT).contains("example");
  }

  /** Shannon's, bits a character. */
  private static double entropy(String value) {
    Map<Integer, Integer> counts = new HashMap<>();
    value.chars().forEach(c -> counts.merge(c, 1, Integer::sum));
    return counts.values().stream()
        .mapToDouble(n -> (double) n / value.length())
        .map(p -> -p * Math.log(p) / Math.log(2))
        .sum();
  }

  private static int line(String text, MatchResult match) {
    return 1 + (int) text.substring(0, match.start()).chars().filter(c -> c == '\n').count();
  }
}
