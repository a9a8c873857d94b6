package io.lacuna.model.base;

import ai.djl.ndarray.NDArray;
import io.lacuna.model.base.BaseConfig.AudioStemConfig;
import io.lacuna.model.features.AudioSpec;
import io.lacuna.model.tensor.Parameters;
import io.lacuna.model.tensor.Torch;
import java.util.Arrays;

/**
 * Audio frames to tokens: convolutions over time that each halve the number of frames, with layer
 * norm over channels and GELU; then a linear map and embeddings of place and modality. Parameter
 * names start with {@code audio.}.
 *
 * <p>Frames past the end of a clip are set to zero before every convolution, which is what the
 * convolution's own padding is; so a clip gives the same tokens alone and beside a longer one.
 */
final class AudioStem {
  private static final double EPS = 1e-5;

  /** Log-mel values of speech lie around −7 ± 4; bins start out near zero mean and unit spread. */
  private static final float LOG_MEAN = -7;

  private static final float LOG_SPREAD = 4;

  private AudioStem() {}

  /**
   * @param w parameters without their prefix
   * @param frames (n, t, bins), anything past the end of a clip
   * @param lengths frames of each clip
   * @return (n, t / 2^layers rounded up, h)
   */
  static NDArray tokens(AudioStemConfig config, Parameters w, NDArray frames, int[] lengths) {
    return Torch.scoped(
        frames,
        in -> {
          NDArray x = in.mul(w.get("input.scale")).add(w.get("input.shift"));
          int[] left = lengths.clone();
          for (int layer = 0; layer < config.channels().size(); layer++) {
            NDArray sounding =
                x.mul(Masks.upTo(left, x.getShape().get(1), in.getManager()).expandDims(2));
            x = convolve(w, "layer." + layer, sounding, config.kernel());
            Arrays.setAll(left, i -> (left[i] + 1) / 2);
          }
          return Stems.toTokens(w, x);
        });
  }

  /** (n, t, c) → (n, t/2, out). */
  private static NDArray convolve(Parameters w, String name, NDArray x, int kernel) {
    NDArray y =
        Torch.conv1d(
            x.transpose(0, 2, 1), w.get(name + ".weight"), w.get(name + ".bias"), 2, kernel / 2);
    NDArray byTime = y.transpose(0, 2, 1);
    return Torch.gelu(
        Torch.layerNorm(byTime, w.get(name + ".norm.weight"), w.get(name + ".norm.bias"), EPS));
  }

  static void init(StemInit init, AudioStemConfig config, AudioSpec spec) {
    float[] scale = new float[spec.bins()];
    float[] shift = new float[spec.bins()];
    Arrays.fill(scale, 1);
    for (int bin = 0; bin < spec.bins(); bin++) {
      boolean energy = spec.pitch() && bin == spec.bins() - 1;
      if (bin < spec.mels() || energy) {
        scale[bin] = 1 / LOG_SPREAD;
        shift[bin] = -LOG_MEAN / LOG_SPREAD;
      }
    }
    init.values("audio.input.scale", scale);
    init.values("audio.input.shift", shift);
    int in = spec.bins();
    for (int layer = 0; layer < config.channels().size(); layer++) {
      int out = config.channels().get(layer);
      init.layer("audio.layer." + layer, out, in, config.kernel());
      init.norm("audio.layer." + layer + ".norm", out);
      in = out;
    }
    init.toTokens("audio", in, config.tokens(spec.maxFrames()));
  }
}
