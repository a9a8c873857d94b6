package io.lacuna.model.adapter;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import io.lacuna.model.base.TokenBatch;
import io.lacuna.model.nn.MoraDelta;
import io.lacuna.model.tensor.Torch;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * The adapters of a batch as {@link AdapterRows} has them, but each works on its record alone: the
 * shapes it computes with, and so the last bits of the answer, are the same in any batch.
 *
 * @param adapters one per record; the batch may hold further records after them, which get none
 */
public record SingleRows(List<Adapter> adapters) {

  /**
   * Branches of all records beside the blocks of the base, for {@code Encoder.encode}.
   *
   * @param presence (n, 3), columns as Modality.values()
   */
  public Map<Integer, UnaryOperator<NDArray>> deltas(NDArray presence) {
    Map<Integer, Map<Integer, MoraDelta.Branch>> rowsOfBlock = new TreeMap<>();
    for (int row = 0; row < adapters.size(); row++) {
      Adapter adapter = adapters.get(row);
      int own = row;
      adapter
          .model()
          .branches(adapter.parameters())
          .forEach(
              (block, branch) ->
                  rowsOfBlock.computeIfAbsent(block, b -> new TreeMap<>()).put(own, branch));
    }
    Map<Integer, UnaryOperator<NDArray>> deltas = new TreeMap<>();
    rowsOfBlock.forEach((block, rows) -> deltas.put(block, x -> delta(x, presence, rows)));
    return deltas;
  }

  private static NDArray delta(
      NDArray x, NDArray presence, Map<Integer, MoraDelta.Branch> branches) {
    Shape shape = x.getShape();
    NDList parts = new NDList();
    for (int row = 0; row < shape.get(0); row++) {
      MoraDelta.Branch branch = branches.get(row);
      parts.add(
          branch == null
              ? x.getManager().zeros(new Shape(1, shape.get(1), shape.get(2)))
              : MoraDelta.of(own(x, row), own(presence, row), branch));
    }
    return Torch.concat(parts, 0);
  }

  /**
   * @param states (n, s, h), of the adapted base
   * @return per record that has an adapter one array per task, as {@link AdapterModel#scores}
   */
  public List<List<float[]>> answer(NDArray states, TokenBatch tokens) {
    List<List<float[]>> answers = new ArrayList<>();
    for (int row = 0; row < adapters.size(); row++) {
      Adapter adapter = adapters.get(row);
      AdapterOutput output =
          adapter
              .model()
              .read(own(states, row), adapter.parameters(), tokens.rows(new long[] {row}), false);
      answers.add(adapter.model().scores(output).get(0));
    }
    return answers;
  }

  /** A copy, so that it lies in memory as any other record would. */
  private static NDArray own(NDArray x, int row) {
    return Torch.rows(x, new long[] {row});
  }
}
