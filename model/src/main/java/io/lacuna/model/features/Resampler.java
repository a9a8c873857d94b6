package io.lacuna.model.features;

/**
 * Changes a sample rate by band-limited interpolation: a Hann-windowed sinc that also filters what
 * the lower rate cannot hold.
 *
 * <p>The platform's own converter folds high tones down by default, and its filtering mode computes
 * 2.4 million table entries anew for every clip.
 */
final class Resampler {
  /** Zero crossings of the sinc on either side. */
  private static final int CROSSINGS = 16;

  /** The pass band ends this far below the lower of both Nyquist frequencies. */
  private static final double ROLL_OFF = 0.95;

  private final int up;
  private final int down;
  private final double cutoff;
  private final int reach;

  /** Weights of the source samples around a target sample, for each of its {@code up} phases. */
  private final double[][] phases;

  /**
   * @param from source rate in Hz
   * @param to target rate in Hz
   */
  Resampler(int from, int to) {
    int divisor = gcd(from, to);
    this.up = to / divisor;
    this.down = from / divisor;
    this.cutoff = ROLL_OFF * Math.min(1, (double) to / from);
    this.reach = (int) Math.ceil(CROSSINGS / cutoff);
    this.phases = new double[up][];
  }

  /** Silence is taken beyond both ends. */
  float[] resample(float[] samples) {
    float[] out = new float[Math.toIntExact(((long) samples.length * up + down - 1) / down)];
    for (int i = 0; i < out.length; i++) {
      long at = (long) i * down;
      int phase = (int) (at % up);
      if (phases[phase] == null) {
        phases[phase] = weights((double) phase / up);
      }
      double[] weights = phases[phase];
      int first = (int) (at / up) - reach + 1;
      double sum = 0;
      for (int k = Math.max(0, -first); k < Math.min(weights.length, samples.length - first); k++) {
        sum += samples[first + k] * weights[k];
      }
      out[i] = (float) sum;
    }
    return out;
  }

  private double[] weights(double fraction) {
    double[] weights = new double[2 * reach];
    double sum = 0;
    for (int k = 0; k < weights.length; k++) {
      double t = k - reach + 1 - fraction;
      double angle = Math.PI * cutoff * t;
      double sinc = t == 0 ? 1 : StrictMath.sin(angle) / angle;
      weights[k] = sinc * (0.5 + 0.5 * StrictMath.cos(Math.PI * t / reach));
      sum += weights[k];
    }
    for (int k = 0; k < weights.length; k++) {
      weights[k] /= sum;
    }
    return weights;
  }

  private static int gcd(int a, int b) {
    return b == 0 ? a : gcd(b, a % b);
  }
}
