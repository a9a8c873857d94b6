package io.lacuna.trainer.config;

/** Says which field of a configuration is missing. */
final class Required {
  private Required() {}

  /**
   * @throws IllegalArgumentException if there is no value
   */
  static void of(String field, Object value) {
    if (value == null) {
      throw new IllegalArgumentException(field + " must be given");
    }
  }
}
