package io.lacuna.trainer.compare;

import java.io.IOException;
import java.io.PrintStream;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;

/** Sees to it that every unit of an experiment is there. */
final class Computation {
  private final UnitStore store;
  private final Experiment experiment;
  private final Worker.Computer computer;
  private final PrintStream err;

  /**
   * @param computer of this process, used where it works alone
   * @param err for progress
   */
  Computation(UnitStore store, Experiment experiment, Worker.Computer computer, PrintStream err) {
    this.store = store;
    this.experiment = experiment;
    this.computer = computer;
    this.err = err;
  }

  /**
   * Computes what is missing.
   *
   * @param jobs with 1 in this process, else in so many others
   */
  Results run(int jobs, Workers workers) throws IOException {
    List<Unit> units = experiment.units().stream().distinct().toList();
    int all = (int) units.stream().map(Unit::digest).distinct().count();
    int before = (int) units.stream().filter(store::has).map(Unit::digest).distinct().count();
    RunProgress progress = new RunProgress(all, before, err, Clock.systemUTC());
    if (before < all && jobs > 1) {
      workers.run(Math.min(jobs, all - before), line -> progress.done());
    } else if (before < all) {
      new Worker(store, experiment, computer, u -> progress.done()).run(0);
    }
    int[] judged = experiment.judged();
    LinkedHashMap<String, Answers> answers = new LinkedHashMap<>();
    for (int m = 0; m < experiment.methods().size(); m++) {
      Answers own = new Answers(experiment.seeds(), judged);
      int method = m;
      for (Unit unit : units.stream().filter(u -> u.method() == method).toList()) {
        own.add(unit, store);
      }
      answers.put(experiment.label(m), own);
    }
    return new Results(experiment, judged, answers);
  }
}
