package io.lacuna.model.base;

import ai.djl.ndarray.NDArray;
import io.lacuna.model.base.BaseConfig.ImageStemConfig;
import io.lacuna.model.features.ImageSpec;
import io.lacuna.model.tensor.Parameters;
import io.lacuna.model.tensor.Torch;

/**
 * Images to tokens: stages of a strided 3×3 convolution and residual ones, each with group norm and
 * GELU; then the mean over each cell of a grid, a linear map, and embeddings of place and modality.
 * Parameter names start with {@code image.}.
 */
final class ImageStem {
  private static final double EPS = 1e-5;

  private ImageStem() {}

  /**
   * @param w parameters without their prefix
   * @param images (n, channels, height, width)
   * @return (n, grid², h), places row by row
   */
  static NDArray tokens(ImageStemConfig config, Parameters w, NDArray images) {
    return Torch.scoped(
        images,
        in -> {
          NDArray x = in;
          for (int stage = 0; stage < config.channels().size(); stage++) {
            x = Torch.gelu(convolve(w, "stage." + stage + ".down", x, 2));
            for (int block = 0; block < config.blocks().get(stage); block++) {
              x = x.add(Torch.gelu(convolve(w, "stage." + stage + ".block." + block, x, 1)));
            }
          }
          NDArray cells = Torch.averagePool(x, config.grid(), config.grid()); // (n, c, g, g)
          return Stems.toTokens(w, cells.flatten(2, -1).transpose(0, 2, 1));
        });
  }

  private static NDArray convolve(Parameters w, String name, NDArray x, int stride) {
    NDArray y = Torch.conv2d(x, w.get(name + ".weight"), w.get(name + ".bias"), stride, 1);
    int groups = Math.toIntExact(y.getShape().get(1) / ImageStemConfig.GROUP);
    return Torch.groupNorm(
        y, groups, w.get(name + ".norm.weight"), w.get(name + ".norm.bias"), EPS);
  }

  static void init(StemInit init, ImageStemConfig config, ImageSpec spec) {
    int in = spec.channels();
    for (int stage = 0; stage < config.channels().size(); stage++) {
      int out = config.channels().get(stage);
      String name = "image.stage." + stage;
      initConvolution(init, name + ".down", out, in);
      for (int block = 0; block < config.blocks().get(stage); block++) {
        initConvolution(init, name + ".block." + block, out, out);
      }
      in = out;
    }
    init.toTokens("image", in, config.tokens());
  }

  private static void initConvolution(StemInit init, String name, int out, int in) {
    init.layer(name, out, in, 3, 3);
    init.norm(name + ".norm", out);
  }
}
