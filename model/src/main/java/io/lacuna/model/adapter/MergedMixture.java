package io.lacuna.model.adapter;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.lacuna.model.nn.ExpertOptions;
import io.lacuna.model.nn.MergedExpert;
import io.lacuna.model.nn.MixtureForm;
import io.lacuna.model.tensor.Parameters;
import io.lacuna.schema.Modality;
import java.util.Map;
import java.util.TreeMap;

/** A mixture of linear experts, each merged into one convolution: another adapter, same answers. */
public final class MergedMixture {
  private MergedMixture() {}

  /**
   * @param adapter stays as it is; weights that are not merged are shared with it
   * @param manager owns what is made
   * @return named after the adapter, with its calibration
   * @throws IllegalArgumentException if the adapter has no linear experts to merge
   */
  public static Adapter of(Adapter adapter, NDManager manager) {
    AdapterConfig config = adapter.config();
    MixtureOptions mixture = config.mixture();
    if (mixture == null
        || mixture.experts().activation() != ExpertOptions.Activation.NONE
        || mixture.experts().merged()) {
      throw new IllegalArgumentException(
          "adapter "
              + config.id()
              + " must be a mixture of linear experts (mixture.experts.activation NONE) that are"
              + " not merged yet");
    }
    MixtureForm form = ((MmolreModel) adapter.model()).form();
    Map<String, NDArray> arrays = new TreeMap<>(adapter.parameters().asMap());
    for (Modality m : config.modalities()) {
      for (int block : config.blocks()) {
        String prefix = MmolreModel.block(m, block);
        Parameters two = adapter.parameters().sub(prefix);
        two.names().forEach(key -> arrays.remove(prefix + key));
        MergedExpert.merge(two, form, manager)
            .asMap()
            .forEach((key, array) -> arrays.put(prefix + key, array));
      }
    }
    AdapterConfig merged =
        config.with(config.id() + "-merged", mixture.with(mixture.experts().asMerged()));
    return new Adapter(AdapterModel.of(merged), Parameters.of(arrays), adapter.calibration());
  }
}
