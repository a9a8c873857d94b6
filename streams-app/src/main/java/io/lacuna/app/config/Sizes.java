package io.lacuna.app.config;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Sizes in bytes as people write them: {@code 4096}, {@code 512KiB}, {@code 64MiB}, {@code 1GiB}.
 */
final class Sizes {
  private static final Pattern SIZE = Pattern.compile("(\\d{1,18})\\s*(B|KiB|MiB|GiB|TiB)?");
  private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB"};

  private Sizes() {}

  /**
   * @throws IllegalArgumentException naming the text and the forms that are allowed
   */
  static long parse(String text) {
    Matcher m = SIZE.matcher(text.trim());
    if (!m.matches()) {
      throw new IllegalArgumentException(
          "'" + text + "' is no size; write bytes, or 512KiB, 64MiB, 1GiB");
    }
    int power = 0;
    for (int i = 0; i < UNITS.length; i++) {
      power = UNITS[i].equals(m.group(2)) ? i : power;
    }
    try {
      return Math.multiplyExact(Long.parseLong(m.group(1)), 1L << (10 * power));
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException("'" + text + "' is more than can be counted", e);
    }
  }

  /** In the largest unit that leaves a whole number. */
  static String text(long bytes) {
    int power = 0;
    long left = bytes;
    while (left != 0 && left % 1024 == 0 && power < UNITS.length - 1) {
      left /= 1024;
      power++;
    }
    return power == 0 ? bytes + " B" : String.format(Locale.ROOT, "%d%s", left, UNITS[power]);
  }
}
