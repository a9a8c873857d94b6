package io.lacuna.model.adapter;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.lacuna.model.base.TokenBatch;
import io.lacuna.model.tensor.Parameters;
import io.lacuna.schema.TaskKind;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;

/**
 * The functions of an adapter: what its parameters are called and how a batch is answered. It holds
 * no arrays; thread-safe.
 *
 * <p>Legend: n = records, s = tokens, h = width of the base.
 */
public sealed interface AdapterModel permits MoraModel, MmolreModel {

  /** The model of a configuration. */
  static AdapterModel of(AdapterConfig config) {
    return switch (config.peftType()) {
      case MODALITY_AWARE_LORA -> new MoraModel(config);
      case LOW_RANK_MIXTURE -> new MmolreModel(config);
    };
  }

  AdapterConfig config();

  /** Shape of each parameter. */
  SortedMap<String, Shape> shapes();

  /** Fresh parameters on the manager; the same seed gives the same values. */
  Parameters init(NDManager manager, long seed);

  /**
   * Answers a batch. Records may have any mix of presence masks; what one record holds has no
   * influence on another.
   *
   * @param miniLm weights of the base's transformer
   * @param adapter parameters of this model
   * @param tokens input of the first block, on the manager of the call
   * @param training adds what the losses need, and dropout
   */
  AdapterOutput forward(Parameters miniLm, Parameters adapter, TokenBatch tokens, boolean training);

  /**
   * Turns an output into what people read: probabilities for multi-label tasks, values inside the
   * task's range for regressions, the prior for records without any modality.
   *
   * @param anyPresent per record, whether it has a modality
   * @return per record one array per task, in the order of the configuration
   */
  default List<List<float[]>> scores(AdapterOutput output, boolean[] anyPresent) {
    List<List<float[]>> records = new ArrayList<>();
    for (int i = 0; i < anyPresent.length; i++) {
      records.add(new ArrayList<>());
    }
    for (AdapterTask task : config().tasks()) {
      NDArray raw = output.tasks().get(task.name());
      boolean multi = task.kind() == TaskKind.MULTILABEL;
      float[] flat = (multi ? sigmoid(raw) : raw.clip(task.min(), task.max())).toFloatArray();
      int width = task.labels().size();
      for (int i = 0; i < anyPresent.length; i++) {
        float[] row = new float[width];
        for (int c = 0; c < width; c++) {
          row[c] = anyPresent[i] ? flat[i * width + c] : task.prior().get(c).floatValue();
        }
        records.get(i).add(row);
      }
    }
    return records;
  }

  private static NDArray sigmoid(NDArray x) {
    return x.neg().exp().add(1).pow(-1);
  }
}
