package io.lacuna.trainer.learn;

import io.lacuna.model.adapter.Adapter;
import io.lacuna.model.modality.PresenceMask;
import java.util.List;

/** An adapter that has been trained already, compared as it is; it is not closed. */
public record TrainedAdapter(Adapter adapter) implements Learner {

  @Override
  public String name() {
    return adapter.config().id();
  }

  @Override
  public Fitted fit(Fold fold, long seed) {
    Fitted fitted = new AdapterLearner.FittedAdapter(fold.base(), adapter);
    return new Fitted() {
      @Override
      public List<List<float[]>> scores(Subjects subjects, PresenceMask shown) {
        return fitted.scores(subjects, shown);
      }

      @Override
      public long trained() {
        return fitted.trained();
      }

      @Override
      public void close() {}
    };
  }
}
