package io.lacuna.trainer;

import io.lacuna.model.adapter.AdapterConfig;
import io.lacuna.model.tensor.Torch;
import io.lacuna.trainer.config.AdapterSettings;
import io.lacuna.trainer.config.MissingSettings;
import io.lacuna.trainer.config.TrainingConfig;
import io.lacuna.trainer.data.DataSet;
import io.lacuna.trainer.learn.AdapterLearner;
import io.lacuna.trainer.learn.HeadLearner;
import io.lacuna.trainer.learn.Learner;
import io.lacuna.trainer.learn.PriorLearner;
import io.lacuna.trainer.learn.RidgeLearner;
import io.lacuna.trainer.loop.Checkpoints;
import java.util.Map;

/** The methods of a configuration. */
final class Methods {
  private static final MissingSettings COMPLETE = new MissingSettings(0, 1);

  private final TrainingConfig config;
  private final AdapterLearner.Origin origin;
  private final boolean lacking;
  private final Checkpoints checkpoints;

  /**
   * @param lacking whether training subjects lack modalities for good, so that no method takes any
   *     more from them; otherwise each does as configured
   */
  Methods(TrainingConfig config, DataSet set, boolean lacking, Checkpoints checkpoints) {
    this.config = config;
    this.origin =
        new AdapterLearner.Origin(
            new AdapterConfig.TrainingData(set.name(), set.digest()),
            Map.of("lacuna", Version.NUMBER, "libtorch", Torch.version()));
    this.lacking = lacking;
    this.checkpoints = checkpoints;
  }

  AdapterLearner adapter() {
    return learner(config.adapter().id(), config.adapter(), missing());
  }

  Learner of(CompareMethod method) {
    return switch (method) {
      case ADAPTER -> adapter();
      case COMPLETE_ONLY -> learner("complete-only", config.adapter(), COMPLETE);
      case HEAD_ONLY -> HeadLearner.headOnly(config.head(), missing(), origin, checkpoints);
      case ZERO_FILL -> HeadLearner.zeroFill(config.head(), COMPLETE, origin, checkpoints);
      case RIDGE -> new RidgeLearner();
      case PRIOR -> new PriorLearner();
    };
  }

  private AdapterLearner learner(String name, AdapterSettings settings, MissingSettings lacking) {
    return new AdapterLearner(name, settings, lacking, origin, checkpoints);
  }

  private MissingSettings missing() {
    return lacking ? COMPLETE : config.missing();
  }
}
