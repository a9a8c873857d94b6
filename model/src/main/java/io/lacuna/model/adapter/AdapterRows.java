package io.lacuna.model.adapter;

import ai.djl.ndarray.NDArray;
import io.lacuna.model.base.TokenBatch;
import io.lacuna.model.nn.MoraDelta;
import io.lacuna.model.tensor.Torch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * The adapters of a batch, one per record, any mix: what they add beside the base's blocks is
 * computed in one pass over all records, and each answers for its own.
 *
 * @param adapters the distinct ones
 * @param adapterOf per record, its place among them
 */
public record AdapterRows(List<Adapter> adapters, int[] adapterOf) {

  /**
   * @param perRecord the adapter of each record
   */
  public static AdapterRows of(List<Adapter> perRecord) {
    List<Adapter> distinct = List.copyOf(new LinkedHashSet<>(perRecord));
    return new AdapterRows(distinct, perRecord.stream().mapToInt(distinct::indexOf).toArray());
  }

  /**
   * Branches of all records beside the blocks of the base, for {@code Encoder.encode}.
   *
   * @param presence (n, 3), columns as Modality.values()
   */
  public Map<Integer, UnaryOperator<NDArray>> deltas(NDArray presence) {
    Map<Integer, List<MoraDelta.Branch>> branches = new TreeMap<>();
    Map<Integer, int[]> branchOf = new TreeMap<>();
    for (int a = 0; a < adapters.size(); a++) {
      Adapter adapter = adapters.get(a);
      int own = a;
      adapter
          .model()
          .branches(adapter.parameters())
          .forEach(
              (block, branch) -> {
                List<MoraDelta.Branch> all =
                    branches.computeIfAbsent(block, b -> new ArrayList<>());
                int[] of = branchOf.computeIfAbsent(block, b -> none());
                rowsOf(own).forEach(row -> of[row] = all.size());
                all.add(branch);
              });
    }
    Map<Integer, UnaryOperator<NDArray>> deltas = new TreeMap<>();
    branches.forEach(
        (block, all) ->
            deltas.put(block, x -> MoraDelta.mixed(x, presence, all, branchOf.get(block))));
    return deltas;
  }

  /**
   * @param states (n, s, h), of the adapted base
   * @return per record one array per task, as {@link AdapterModel#scores}
   */
  public List<List<float[]>> answer(NDArray states, TokenBatch tokens) {
    List<List<float[]>> answers = new ArrayList<>();
    IntStream.range(0, adapterOf.length).forEach(i -> answers.add(null));
    for (int a = 0; a < adapters.size(); a++) {
      Adapter adapter = adapters.get(a);
      int[] rows = rowsOf(a).toArray();
      boolean all = rows.length == adapterOf.length;
      long[] index = Arrays.stream(rows).asLongStream().toArray();
      AdapterOutput output =
          adapter
              .model()
              .read(
                  all ? states : Torch.rows(states, index),
                  adapter.parameters(),
                  all ? tokens : tokens.rows(index),
                  false);
      List<List<float[]>> own = adapter.model().scores(output);
      for (int i = 0; i < rows.length; i++) {
        answers.set(rows[i], own.get(i));
      }
    }
    return answers;
  }

  private IntStream rowsOf(int adapter) {
    return IntStream.range(0, adapterOf.length).filter(row -> adapterOf[row] == adapter);
  }

  private int[] none() {
    int[] none = new int[adapterOf.length];
    Arrays.fill(none, -1);
    return none;
  }
}
