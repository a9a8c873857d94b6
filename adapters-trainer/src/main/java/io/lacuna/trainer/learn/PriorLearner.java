package io.lacuna.trainer.learn;

import io.lacuna.model.modality.PresenceMask;
import io.lacuna.trainer.data.TaskTarget;
import io.lacuna.trainer.evaluate.Priors;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Says the same of everybody: label shares and medians of the training subjects. */
public final class PriorLearner implements Learner {

  @Override
  public String name() {
    return "prior";
  }

  @Override
  public Fitted fit(Fold fold, long seed) {
    return new Constant(prior(fold));
  }

  static List<float[]> prior(Fold fold) {
    List<float[]> prior = new ArrayList<>();
    for (TaskTarget task : fold.tasks()) {
      List<Double> values = Priors.of(task, fold.train().subjects());
      float[] said = new float[values.size()];
      for (int c = 0; c < said.length; c++) {
        said[c] = values.get(c).floatValue();
      }
      prior.add(said);
    }
    return prior;
  }

  private record Constant(List<float[]> prior) implements Fitted {
    @Override
    public List<List<float[]>> scores(Subjects subjects, PresenceMask shown) {
      return Collections.nCopies(subjects.size(), prior);
    }

    @Override
    public void close() {}
  }
}
