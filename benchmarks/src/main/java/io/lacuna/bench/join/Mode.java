package io.lacuna.bench.join;

/** Processing guarantee; for the plain loop, a plain or a transactional producer. */
public enum Mode {
  AT_LEAST_ONCE("at_least_once"),
  EXACTLY_ONCE("exactly_once_v2");

  private final String guarantee;

  Mode(String guarantee) {
    this.guarantee = guarantee;
  }

  /** The value of {@code processing.guarantee}. */
  public String guarantee() {
    return guarantee;
  }
}
