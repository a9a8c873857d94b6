package io.lacuna.bench.ladder.measure;

/**
 * How the ladder is climbed.
 *
 * @param seed of the arrival file
 * @param adapters copies of the adapter, one per site
 * @param batch most observations in one call of the model
 * @param windowMs length of a window, event time
 * @param graceMs how far out of order samples may come, event time
 * @param rate of the steady and the recovery part, observations per second
 * @param steadySeconds how long that rate is kept
 * @param silenceSeconds how long nothing comes after it
 * @param trialSeconds how long a rate is tried
 * @param doublings of the first rate at most
 * @param halvings of the interval, for each bound
 */
public record LadderSettings(
    long seed,
    int adapters,
    int batch,
    long windowMs,
    long graceMs,
    double rate,
    double steadySeconds,
    double silenceSeconds,
    double trialSeconds,
    int doublings,
    int halvings) {

  public LadderSettings {
    if (adapters < 1 || batch < 1 || !(rate > 0) || !(steadySeconds > 0) || !(trialSeconds > 0)) {
      throw new IllegalArgumentException(
          "adapters, batch, rate and times of the ladder must be above 0");
    }
  }

  /** From a window's first event to its deadline, ms. */
  public long patienceMs() {
    return windowMs + graceMs;
  }

  /** Observations that the arrival file must hold: as many as the longest or the fastest part. */
  public int observations() {
    double fastest = rate * Math.pow(2, doublings) * trialSeconds;
    return (int) (1.5 * Math.max(fastest, rate * steadySeconds)) + 200;
  }
}
