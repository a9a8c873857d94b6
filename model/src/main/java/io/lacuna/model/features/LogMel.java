package io.lacuna.model.features;

import java.util.Arrays;
import org.jtransforms.fft.DoubleFFT_1D;

/**
 * Log power mel spectrogram with the conventions of librosa: frames centred on their sample with
 * reflected ends, periodic Hann window, Slaney's mel scale and norm, {@code ln(max(power, 1e-10))}.
 * Thread-safe.
 */
final class LogMel {
  private static final double FLOOR = 1e-10;

  /** What silence gives in every band. */
  static final float QUIETEST = (float) StrictMath.log(FLOOR);

  private final AudioSpec spec;
  private final double[] window;

  /** One triangle of the filter bank: weights of the power bins from {@code first} on. */
  private record Band(int first, double[] weights) {}

  private final Band[] bank;

  LogMel(AudioSpec spec) {
    this.spec = spec;
    this.window = hann(spec.nFft());
    this.bank = bank(spec);
  }

  /** Frames that so many samples give. */
  int frames(int samples) {
    return 1 + samples / spec.hop();
  }

  /** Writes {@code ln(mel)} of the first frames into rows of {@code out}. */
  void fill(float[] samples, int frames, float[] out, int rowLength) {
    DoubleFFT_1D fft = new DoubleFFT_1D(spec.nFft());
    double[] work = new double[spec.nFft()];
    double[] power = new double[spec.nFft() / 2 + 1];
    for (int frame = 0; frame < frames; frame++) {
      int start = frame * spec.hop() - spec.nFft() / 2;
      cut(samples, start, work);
      fft.realForward(work);
      power(work, power);
      for (int mel = 0; mel < bank.length; mel++) {
        out[frame * rowLength + mel] =
            (float) StrictMath.log(Math.max(within(bank[mel], power), FLOOR));
      }
    }
  }

  private void cut(float[] samples, int start, double[] work) {
    boolean inside = start >= 0 && start + work.length <= samples.length;
    for (int i = 0; i < work.length; i++) {
      // a division per sample otherwise
      int at = inside ? start + i : reflect(start + i, samples.length);
      work[i] = window[i] * samples[at];
    }
  }

  /** Place of a sample when the signal is mirrored at its first and last sample. */
  static int reflect(int at, int length) {
    if (length == 1) {
      return 0;
    }
    int period = 2 * (length - 1);
    int folded = Math.floorMod(at, period);
    return folded < length ? folded : period - folded;
  }

  /** The transform's layout: re[0], re[n/2] (even n) or im[(n−1)/2] (odd n), then re, im pairs. */
  private static void power(double[] spectrum, double[] power) {
    int n = spectrum.length;
    power[0] = spectrum[0] * spectrum[0];
    for (int k = 1; k < power.length; k++) {
      boolean nyquist = 2 * k == n;
      double re = nyquist ? spectrum[1] : spectrum[2 * k];
      double im = nyquist ? 0 : 2 * k + 1 == n ? spectrum[1] : spectrum[2 * k + 1];
      power[k] = re * re + im * im;
    }
  }

  private static double within(Band band, double[] power) {
    double sum = 0;
    for (int i = 0; i < band.weights.length; i++) {
      sum += band.weights[i] * power[band.first + i];
    }
    return sum;
  }

  private static double[] hann(int n) {
    double[] w = new double[n];
    for (int i = 0; i < n; i++) {
      w[i] = 0.5 - 0.5 * StrictMath.cos(2 * Math.PI * i / n);
    }
    return w;
  }

  private static Band[] bank(AudioSpec spec) {
    double low = mel(spec.fMin());
    double high = mel(spec.fMax());
    double[] edges = new double[spec.mels() + 2];
    for (int i = 0; i < edges.length; i++) {
      edges[i] = hertz(low + (high - low) * i / (edges.length - 1));
    }
    Band[] bank = new Band[spec.mels()];
    for (int m = 0; m < bank.length; m++) {
      double norm = 2 / (edges[m + 2] - edges[m]);
      double[] weights = new double[spec.nFft() / 2 + 1];
      for (int k = 0; k < weights.length; k++) {
        double f = (double) k * spec.sampleRate() / spec.nFft();
        double up = (f - edges[m]) / (edges[m + 1] - edges[m]);
        double down = (edges[m + 2] - f) / (edges[m + 2] - edges[m + 1]);
        weights[k] = norm * Math.max(0, Math.min(up, down));
      }
      bank[m] = withoutZeros(weights);
    }
    return bank;
  }

  /** Nine tenths of a row are zeros, which add nothing. */
  private static Band withoutZeros(double[] weights) {
    int first = 0;
    while (first < weights.length && weights[first] == 0) {
      first++;
    }
    int end = weights.length;
    while (end > first && weights[end - 1] == 0) {
      end--;
    }
    return new Band(first, Arrays.copyOfRange(weights, first, end));
  }

  // Slaney's scale (Auditory Toolbox): linear below 1 kHz, 27 steps per factor 6.4 above
  private static final double HERTZ_PER_MEL = 200.0 / 3;
  private static final double BEND_HERTZ = 1000;
  private static final double BEND_MEL = BEND_HERTZ / HERTZ_PER_MEL;
  private static final double LOG_STEP = StrictMath.log(6.4) / 27;

  private static double mel(double hertz) {
    return hertz < BEND_HERTZ
        ? hertz / HERTZ_PER_MEL
        : BEND_MEL + StrictMath.log(hertz / BEND_HERTZ) / LOG_STEP;
  }

  private static double hertz(double mel) {
    return mel < BEND_MEL
        ? mel * HERTZ_PER_MEL
        : BEND_HERTZ * StrictMath.exp(LOG_STEP * (mel - BEND_MEL));
  }
}
