package io.lacuna.model.features;

/**
 * Pitch by normalised autocorrelation: the shortest lag whose correlation is nearly the best one.
 *
 * <p>Each frame gives log2(f0 / 100 Hz), or 0 where unvoiced; the strength of voicing in [0, 1];
 * and ln of the mean power.
 */
final class Pitch {
  private static final double MIN_HERTZ = 60;
  private static final double MAX_HERTZ = 500;
  private static final double REFERENCE_HERTZ = 100;
  private static final double FLOOR = 1e-10;

  /** Correlation from which a frame counts as voiced. */
  private static final double VOICED = 0.5;

  /** A multiple of the true lag correlates about as well; a shorter lag this near wins. */
  private static final double NEARLY = 0.9;

  /** Lags whose sums are made side by side; arrays have room for as many past their end. */
  private static final int LANES = 4;

  private final AudioSpec spec;
  private final int shortest;
  private final int longest;

  /** Samples that are compared with those a lag later. */
  private final int width;

  /** Samples of the signal around a frame. */
  private final int length;

  Pitch(AudioSpec spec) {
    this.spec = spec;
    this.shortest = (int) Math.floor(spec.sampleRate() / MAX_HERTZ);
    this.longest = (int) Math.ceil(spec.sampleRate() / MIN_HERTZ);
    this.width = longest;
    this.length = 2 * longest + 1;
  }

  /** Writes pitch, voicing and energy of the first frames into rows of {@code out}. */
  void fill(float[] samples, int frames, float[] out, int rowLength, int offset) {
    double[] segment = new double[length + LANES];
    double[] squares = new double[length + LANES];
    double[] correlation = new double[longest + 2 + LANES];
    for (int frame = 0; frame < frames; frame++) {
      cut(samples, frame * spec.hop() - length / 2, segment);
      double power = power(segment, squares);
      int at = frame * rowLength + offset;
      out[at + 2] = (float) StrictMath.log(Math.max(power, FLOOR));
      if (power > FLOOR) {
        correlate(segment, squares, correlation);
        double best = best(correlation);
        out[at + 1] = (float) Math.max(0, Math.min(1, best));
        out[at] = best < VOICED ? 0 : logPitch(correlation, best);
      }
    }
  }

  /** A piece of the signal without its mean; silence beyond the ends. */
  private void cut(float[] samples, int start, double[] segment) {
    double sum = 0;
    for (int i = 0; i < length; i++) {
      int at = start + i;
      segment[i] = at >= 0 && at < samples.length ? samples[at] : 0;
      sum += segment[i];
    }
    double mean = sum / length;
    for (int i = 0; i < length; i++) {
      segment[i] -= mean;
    }
  }

  private double power(double[] segment, double[] squares) {
    double sum = 0;
    for (int i = 0; i < length; i++) {
      squares[i] = segment[i] * segment[i];
      sum += squares[i];
    }
    return sum / length;
  }

  /**
   * Σ x[i]·x[i+lag] over the energies of both pieces, for all lags and one beside each end. Four
   * lags at a time: an addition waits for the one before it, and theirs do not wait for each other.
   * Every sum adds in the order of the samples all the same.
   */
  private void correlate(double[] x, double[] squares, double[] correlation) {
    double own = 0;
    for (int i = 0; i < width; i++) {
      own += squares[i];
    }
    for (int lag = shortest - 1; lag <= longest + 1; lag += LANES) {
      double cross0 = 0;
      double cross1 = 0;
      double cross2 = 0;
      double cross3 = 0;
      double energy0 = 0;
      double energy1 = 0;
      double energy2 = 0;
      double energy3 = 0;
      for (int i = 0; i < width; i++) {
        int other = i + lag;
        cross0 += x[i] * x[other];
        cross1 += x[i] * x[other + 1];
        cross2 += x[i] * x[other + 2];
        cross3 += x[i] * x[other + 3];
        energy0 += squares[other];
        energy1 += squares[other + 1];
        energy2 += squares[other + 2];
        energy3 += squares[other + 3];
      }
      correlation[lag] = cross0 / Math.sqrt(own * energy0 + FLOOR);
      correlation[lag + 1] = cross1 / Math.sqrt(own * energy1 + FLOOR);
      correlation[lag + 2] = cross2 / Math.sqrt(own * energy2 + FLOOR);
      correlation[lag + 3] = cross3 / Math.sqrt(own * energy3 + FLOOR);
    }
  }

  private double best(double[] correlation) {
    double best = 0;
    for (int lag = shortest; lag <= longest; lag++) {
      if (isPeak(correlation, lag)) {
        best = Math.max(best, correlation[lag]);
      }
    }
    return best;
  }

  private static boolean isPeak(double[] c, int lag) {
    return c[lag] >= c[lag - 1] && c[lag] >= c[lag + 1];
  }

  private float logPitch(double[] c, double best) {
    int lag = shortest;
    while (!isPeak(c, lag) || c[lag] < NEARLY * best) {
      lag++;
    }
    // the top of the parabola through the peak and its neighbours
    double bend = c[lag - 1] - 2 * c[lag] + c[lag + 1];
    double shift = bend < 0 ? 0.5 * (c[lag - 1] - c[lag + 1]) / bend : 0;
    double hertz = spec.sampleRate() / (lag + shift);
    return (float) (StrictMath.log(hertz / REFERENCE_HERTZ) / StrictMath.log(2));
  }
}
