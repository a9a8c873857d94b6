package io.lacuna.trainer.feature;

import io.lacuna.model.features.Features;
import io.lacuna.trainer.plan.Draws;
import java.util.Arrays;

/**
 * Random variants of log-mel frames: later or earlier, louder or softer, bands moved up or down as
 * with another vocal tract, faster or slower, noisy, and with bands and stretches of time blanked
 * (SpecAugment, Park et al. 2019). Bins past the mel bands (pitch, voicing) move in time only; the
 * last one, energy, also follows the loudness.
 *
 * @param mels number of mel bands; further bins follow them
 * @param shift largest move, in frames
 * @param gain largest change of loudness, natural log of power
 * @param bands largest move along the bands
 * @param tempo largest change of speed, e.g. 0.1 for 0.9 to 1.1
 * @param noise standard deviation of the noise on the bands
 * @param masks bands and stretches that are blanked, of each kind
 * @param maskShare largest share that one blank takes of its axis
 * @param maxFrames longer variants are cut
 */
public record AudioAugmentation(
    int mels,
    int shift,
    double gain,
    double bands,
    double tempo,
    double noise,
    int masks,
    double maskShare,
    int maxFrames) {

  /** A variant of (frames, bins) features. */
  public Features apply(Features audio, Draws draws) {
    int frames = audio.shape()[0];
    int bins = audio.shape()[1];
    double speed = 1 + draws.between(-tempo, tempo);
    int length = Math.max(1, Math.min(maxFrames, (int) Math.round(frames / speed)));
    double move = draws.between(-shift, shift);
    double tract = draws.between(-bands, bands);
    double louder = draws.between(-gain, gain);
    float[] out = new float[length * bins];
    for (int t = 0; t < length; t++) {
      double from = clamp(t * speed + move, frames - 1);
      for (int b = 0; b < bins; b++) {
        double v = at(audio, from, b < mels ? clamp(b + tract, mels - 1) : b);
        boolean loud = b < mels || b == bins - 1;
        double added = (loud ? louder : 0) + (b < mels ? noise * draws.normal() : 0);
        out[t * bins + b] = (float) (v + added);
      }
    }
    mask(out, length, bins, draws);
    return new Features(new int[] {length, bins}, out);
  }

  private void mask(float[] out, int length, int bins, Draws draws) {
    float blank = mean(out, length, bins);
    for (int i = 0; i < masks; i++) {
      int high = 1 + draws.below(Math.max(1, (int) (maskShare * mels)));
      int low = draws.below(mels - high + 1);
      int wide = 1 + draws.below(Math.max(1, (int) (maskShare * length)));
      int from = draws.below(length - wide + 1);
      for (int t = 0; t < length; t++) {
        boolean all = t >= from && t < from + wide;
        int row = t * bins;
        Arrays.fill(out, row + (all ? 0 : low), row + (all ? mels : low + high), blank);
      }
    }
  }

  private float mean(float[] out, int length, int bins) {
    double sum = 0;
    for (int t = 0; t < length; t++) {
      for (int b = 0; b < mels; b++) {
        sum += out[t * bins + b];
      }
    }
    return (float) (sum / length / mels);
  }

  private static double at(Features audio, double frame, double bin) {
    int bins = audio.shape()[1];
    int t = (int) frame;
    int b = (int) bin;
    int t1 = Math.min(t + 1, audio.shape()[0] - 1);
    int b1 = Math.min(b + 1, bins - 1);
    float[] v = audio.values();
    double left = v[t * bins + b] + (bin - b) * (v[t * bins + b1] - v[t * bins + b]);
    double right = v[t1 * bins + b] + (bin - b) * (v[t1 * bins + b1] - v[t1 * bins + b]);
    return left + (frame - t) * (right - left);
  }

  private static double clamp(double v, int max) {
    return Math.max(0, Math.min(max, v));
  }
}
