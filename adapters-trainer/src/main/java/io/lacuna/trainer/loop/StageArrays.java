package io.lacuna.trainer.loop;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.lacuna.trainer.optim.AdamW;
import java.util.Map;
import java.util.TreeMap;

/**
 * All arrays of a stage: what is trained, the optimiser's moments, what the weighing of tasks
 * remembers, and a copy of the best arrays so far, which lives here until closed.
 */
final class StageArrays implements AutoCloseable {
  private final NDManager copies;
  private final Map<String, NDArray> trainable;
  private final Map<String, NDArray> best = new TreeMap<>();
  private final Map<String, NDArray> all = new TreeMap<>();

  /** Takes the arrays as they are now for the best. */
  StageArrays(
      NDManager root, Map<String, NDArray> trainable, AdamW adam, Map<String, NDArray> history) {
    this.copies = root.newSubManager();
    this.trainable = trainable;
    trainable.forEach((name, array) -> best.put(name, copies.zeros(array.getShape())));
    trainable.forEach((name, array) -> all.put("parameter/" + name, array));
    best.forEach((name, array) -> all.put("best/" + name, array));
    adam.moments().forEach((name, array) -> all.put("moment/" + name, array));
    history.forEach((name, array) -> all.put("history/" + name, array));
    keepBest();
  }

  /** Live arrays by name, to be saved, or to be written to. */
  Map<String, NDArray> all() {
    return all;
  }

  void keepBest() {
    best.forEach((name, copy) -> copy.set(trainable.get(name).toFloatArray()));
  }

  void restoreBest() {
    best.forEach((name, copy) -> trainable.get(name).set(copy.toFloatArray()));
  }

  @Override
  public void close() {
    copies.close();
  }
}
