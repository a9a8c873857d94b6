package io.lacuna.bench.silence;

/**
 * How late one window was answered, ms after its deadline passed on the wall clock.
 *
 * @param decided the window stage forwarded the verdict
 * @param visible a read-committed consumer had the prediction
 */
record Delay(double decided, double visible) {}
