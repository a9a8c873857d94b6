package io.lacuna.app.simulate;

/** Ends the run of a schedule at its first divergence. */
final class Diverged extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient Divergence divergence;

  Diverged(Divergence divergence) {
    super(divergence.what(), null, false, false);
    this.divergence = divergence;
  }

  Divergence divergence() {
    return divergence;
  }

  /**
   * @throws Diverged if the two are not equal
   */
  static void unlessEqual(int step, String what, Object expected, Object observed) {
    if (!expected.equals(observed)) {
      throw new Diverged(new Divergence(step, what, expected.toString(), observed.toString()));
    }
  }

  /**
   * @throws Diverged if the invariant does not hold
   */
  static void unless(boolean holds, int step, String invariant, Object observed) {
    if (!holds) {
      throw new Diverged(
          new Divergence(step, "an invariant is broken", invariant, String.valueOf(observed)));
    }
  }
}
