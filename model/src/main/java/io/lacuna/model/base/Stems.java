package io.lacuna.model.base;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.lacuna.model.tensor.Parameters;
import io.lacuna.model.tensor.Torch;
import java.util.Map;

/** The small trainable networks before the frozen transformer, one per modality but text. */
public final class Stems {
  private static final double EPS = 1e-5;

  private Stems() {}

  /**
   * Fresh weights, ready to train: Kaiming-normal maps, zero biases.
   *
   * @param manager owns the arrays
   * @param seed the same seed gives the same weights
   */
  public static Map<String, NDArray> init(NDManager manager, BaseConfig config, long seed) {
    StemInit init = new StemInit(manager, seed);
    ImageStem.init(init, config.imageStem(), config.features().image());
    AudioStem.init(init, config.audioStem(), config.features().audio());
    return init.arrays();
  }

  /**
   * The end of each stem.
   *
   * @param x (n, t, channels)
   * @return (n, t, h)
   */
  static NDArray toTokens(Parameters w, NDArray x) {
    NDArray projected = Torch.linear(x, w.get("projection.weight"), w.get("projection.bias"));
    NDArray normed = Torch.layerNorm(projected, w.get("norm.weight"), w.get("norm.bias"), EPS);
    long t = x.getShape().get(1);
    NDArray places =
        Torch.embedding(x.getManager().arange(0, (int) t, 1, DataType.INT64), w.get("position"));
    return normed.add(places).add(w.get("modality"));
  }
}
