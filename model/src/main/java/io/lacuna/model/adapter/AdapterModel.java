package io.lacuna.model.adapter;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.lacuna.model.base.Base;
import io.lacuna.model.base.Encoder;
import io.lacuna.model.base.MissingInput;
import io.lacuna.model.base.TokenBatch;
import io.lacuna.model.nn.MoraDelta;
import io.lacuna.model.tensor.Parameters;
import io.lacuna.schema.TaskKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

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

  /** What a missing modality must enter the base as. */
  MissingInput missingInput();

  /** Fresh parameters on the manager; the same seed gives the same values. */
  Parameters init(NDManager manager, long seed);

  /** Fresh parameters for a base, whose pretrained parts they take over where they can. */
  default Parameters init(Base base, long seed) {
    return init(base.manager(), seed);
  }

  /**
   * Answers a batch. Records may have any mix of presence masks; what one record holds has no
   * influence on another. A record without any modality has no answer; give it {@link #prior}.
   *
   * @param encoder the base's blocks
   * @param adapter parameters of this model
   * @param tokens input of the first block, on the manager of the call
   * @param training adds what the losses need, and dropout
   */
  default AdapterOutput forward(
      Encoder encoder, Parameters adapter, TokenBatch tokens, boolean training) {
    return read(states(encoder, adapter, tokens), adapter, tokens, training);
  }

  /** Final states of the adapted base, (n, s, h). */
  default NDArray states(Encoder encoder, Parameters adapter, TokenBatch tokens) {
    Map<Integer, UnaryOperator<NDArray>> deltas = new TreeMap<>();
    branches(adapter)
        .forEach(
            (block, branch) -> deltas.put(block, x -> MoraDelta.of(x, tokens.presence(), branch)));
    return encoder.encode(tokens.x0(), tokens.mask(), deltas);
  }

  /** What the adapter adds beside the base's blocks, by block from 0. */
  Map<Integer, MoraDelta.Branch> branches(Parameters adapter);

  /**
   * Answers from final states.
   *
   * @param states (n, s, h), of the adapted base
   * @param tokens of the same records
   */
  AdapterOutput read(NDArray states, Parameters adapter, TokenBatch tokens, boolean training);

  /** What is said of a record without any modality: one array per task. */
  default List<float[]> prior() {
    List<float[]> prior = new ArrayList<>();
    for (AdapterTask task : config().tasks()) {
      float[] values = new float[task.prior().size()];
      for (int c = 0; c < values.length; c++) {
        values[c] = task.prior().get(c).floatValue();
      }
      prior.add(values);
    }
    return prior;
  }

  /**
   * Turns an output into what people read: probabilities for multi-label tasks, values inside the
   * task's range for regressions.
   *
   * @return per record one array per task, in the order of the configuration
   */
  default List<List<float[]>> scores(AdapterOutput output) {
    List<List<float[]>> records = new ArrayList<>();
    for (AdapterTask task : config().tasks()) {
      NDArray raw = output.tasks().get(task.name());
      boolean multi = task.kind() == TaskKind.MULTILABEL;
      float[] flat = (multi ? sigmoid(raw) : raw.clip(task.min(), task.max())).toFloatArray();
      int width = task.labels().size();
      for (int i = 0; i < flat.length / width; i++) {
        if (records.size() == i) {
          records.add(new ArrayList<>());
        }
        records.get(i).add(Arrays.copyOfRange(flat, i * width, (i + 1) * width));
      }
    }
    return records;
  }

  private static NDArray sigmoid(NDArray x) {
    return x.neg().exp().add(1).pow(-1);
  }
}
