package io.lacuna.app.simulate;

/**
 * What the topology did and must not have done.
 *
 * @param step number of the step after which it was seen; beyond the schedule in its closing
 *     silence
 * @param expected what had to be, or the invariant
 * @param observed what was
 */
record Divergence(int step, String what, String expected, String observed) {}
