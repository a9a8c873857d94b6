package io.lacuna.app.cli;

/** Numbers of the command line that are only allowed from some value on. */
final class Ranges {
  private Ranges() {}

  /**
   * @throws IllegalArgumentException naming the option, its value and what is allowed
   */
  static void atLeast(double least, String option, double value) {
    if (!(value >= least)) {
      throw new IllegalArgumentException(
          option + " " + text(value) + " must be at least " + text(least));
    }
  }

  private static String text(double value) {
    return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
  }
}
