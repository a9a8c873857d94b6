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

  private final AudioSpec spec;
  private final int shortest;
  private final int longest;

  Pitch(AudioSpec spec) {
    this.spec = spec;
    this.shortest = (int) Math.floor(spec.sampleRate() / MAX_HERTZ);
    this.longest = (int) Math.ceil(spec.sampleRate() / MIN_HERTZ);
  }

  /** Writes pitch, voicing and energy of the first frames into rows of {@code out}. */
  void fill(float[] samples, int frames, float[] out, int rowLength, int offset) {
    double[] segment = new double[2 * longest + 1];
    double[] correlation = new double[longest + 2];
    for (int frame = 0; frame < frames; frame++) {
      cut(samples, frame * spec.hop() - segment.length / 2, segment);
      double power = power(segment);
      int at = frame * rowLength + offset;
      out[at + 2] = (float) StrictMath.log(Math.max(power, FLOOR));
      if (power > FLOOR) {
        correlate(segment, correlation);
        double best = best(correlation);
        out[at + 1] = (float) Math.max(0, Math.min(1, best));
        out[at] = best < VOICED ? 0 : logPitch(correlation, best);
      }
    }
  }

  /** A piece of the signal without its mean; silence beyond the ends. */
  private static void cut(float[] samples, int start, double[] segment) {
    double sum = 0;
    for (int i = 0; i < segment.length; i++) {
      int at = start + i;
      segment[i] = at >= 0 && at < samples.length ? samples[at] : 0;
      sum += segment[i];
    }
    double mean = sum / segment.length;
    for (int i = 0; i < segment.length; i++) {
      segment[i] -= mean;
    }
  }

  private static double power(double[] segment) {
    double sum = 0;
    for (double v : segment) {
      sum += v * v;
    }
    return sum / segment.length;
  }

  /** Σ x[i]·x[i+lag] over the energies of both pieces, for all lags and one beside each end. */
  private void correlate(double[] x, double[] correlation) {
    int width = x.length - longest - 1;
    double own = 0;
    for (int i = 0; i < width; i++) {
      own += x[i] * x[i];
    }
    for (int lag = shortest - 1; lag <= longest + 1; lag++) {
      double cross = 0;
      double other = 0;
      for (int i = 0; i < width; i++) {
        cross += x[i] * x[i + lag];
        other += x[i + lag] * x[i + lag];
      }
      correlation[lag] = cross / Math.sqrt(own * other + FLOOR);
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
