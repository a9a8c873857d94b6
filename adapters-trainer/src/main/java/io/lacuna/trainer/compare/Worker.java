package io.lacuna.trainer.compare;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Computes units that are not there and that no other process is at. */
final class Worker {
  /** Computes one unit. */
  @FunctionalInterface
  interface Computer {
    UnitScores compute(Unit unit) throws IOException;
  }

  private final UnitStore store;
  private final Experiment experiment;
  private final Computer computer;
  private final Consumer<Unit> done;

  /**
   * @param done is told each unit that was computed
   */
  Worker(UnitStore store, Experiment experiment, Computer computer, Consumer<Unit> done) {
    this.store = store;
    this.experiment = experiment;
    this.computer = computer;
    this.done = done;
  }

  /**
   * Works until every unit is there: first those that nobody is at, then those whose process has
   * not finished them when its turn is over.
   *
   * @param from position of the unit to begin with, so that workers do not prepare the same rounds
   */
  void run(int from) throws IOException {
    List<Unit> units = experiment.units();
    List<Unit> left = new ArrayList<>();
    for (int i = 0; i < units.size(); i++) {
      Unit unit = units.get((from + i) % units.size());
      if (store.has(unit)) {
        continue;
      }
      var claim = store.claim(unit);
      if (claim.isEmpty()) {
        left.add(unit);
        continue;
      }
      try (UnitStore.Claim held = claim.get()) {
        compute(unit);
      }
    }
    for (Unit unit : left) {
      if (!store.has(unit)) {
        try (UnitStore.Claim held = store.await(unit)) {
          compute(unit);
        }
      }
    }
  }

  private void compute(Unit unit) throws IOException {
    if (store.has(unit)) {
      return; // finished by the process that held it a moment ago
    }
    store.write(unit, experiment.label(unit.method()), computer.compute(unit));
    done.accept(unit);
  }
}
