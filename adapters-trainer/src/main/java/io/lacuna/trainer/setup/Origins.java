package io.lacuna.trainer.setup;

import io.lacuna.model.adapter.AdapterConfig;
import io.lacuna.model.tensor.Torch;
import io.lacuna.trainer.data.DataSet;
import io.lacuna.trainer.learn.AdapterLearner;
import java.util.Map;

/** What an adapter says of where it comes from. */
public final class Origins {
  private Origins() {}

  /** Trained here, on this data set. */
  public static AdapterLearner.Origin of(DataSet set) {
    return new AdapterLearner.Origin(
        new AdapterConfig.TrainingData(set.name(), set.digest()),
        Map.of("lacuna", Version.NUMBER, "libtorch", Torch.version()));
  }
}
