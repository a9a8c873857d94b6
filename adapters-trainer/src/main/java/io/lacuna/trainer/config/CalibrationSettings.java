package io.lacuna.trainer.config;

/**
 * How an adapter is calibrated.
 *
 * @param level share of cases whose truth a conformal set must hold, in (0, 1)
 * @param fewest validation subjects that a presence mask needs for a scaling and bounds of its own
 */
public record CalibrationSettings(double level, int fewest) {
  public CalibrationSettings {
    if (!(level > 0 && level < 1)) {
      throw new IllegalArgumentException("calibration.level " + level + " must be in (0, 1)");
    }
    if (fewest < 1) {
      throw new IllegalArgumentException("calibration.fewest " + fewest + " must be at least 1");
    }
  }
}
