package io.lacuna.model.calibration;

/**
 * Turns the model's probability of its top label into a calibrated one: the log-odds are divided by
 * a temperature and moved by a bias. Strictly rising, so it never changes which answer is surer.
 *
 * @param temperature above 0; above 1 the model was too sure of itself
 * @param bias added to the scaled log-odds; 0 for temperature scaling alone
 * @param records that it was fitted on
 */
public record Scaling(double temperature, double bias, int records) {
  /** A float32 probability says nothing about log-odds beyond this. */
  private static final double NEAREST = 1e-6;

  public Scaling {
    if (!(temperature > 0 && Double.isFinite(temperature))) {
      throw new IllegalArgumentException(
          "temperature " + temperature + " must be above 0 and finite");
    }
    if (!Double.isFinite(bias)) {
      throw new IllegalArgumentException("bias " + bias + " must be finite");
    }
    if (records < 1) {
      throw new IllegalArgumentException("records " + records + " must be at least 1");
    }
  }

  /** The calibrated probability; the same bits on every machine. */
  public double apply(double probability) {
    // StrictMath: a replay on another processor must state the same confidence
    return 1 / (1 + StrictMath.exp(-(logOdds(probability) / temperature + bias)));
  }

  /**
   * Log-odds of a probability in [0, 1]; 0 and 1 themselves are taken as the nearest ones that
   * float32 can tell from them.
   */
  public static double logOdds(double probability) {
    double p = Math.max(NEAREST, Math.min(1 - NEAREST, probability));
    return StrictMath.log(p / (1 - p));
  }
}
