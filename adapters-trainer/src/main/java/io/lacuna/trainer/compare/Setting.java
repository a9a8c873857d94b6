package io.lacuna.trainer.compare;

import io.lacuna.trainer.config.AdapterSettings;
import io.lacuna.trainer.config.MissingSettings;
import io.lacuna.trainer.config.TrainingConfig;
import io.lacuna.trainer.data.DataSet;
import io.lacuna.trainer.learn.AdapterLearner;
import io.lacuna.trainer.loop.Checkpoints;
import io.lacuna.trainer.setup.Origins;

/**
 * What a method is told about a comparison.
 *
 * @param blocks how many blocks the base has
 * @param lacking whether training subjects lack modalities for good, so that no method takes any
 *     more from them; otherwise each does as configured
 */
public record Setting(
    TrainingConfig config, DataSet set, int blocks, boolean lacking, Checkpoints checkpoints) {

  /** Subjects show all they have. */
  public static final MissingSettings COMPLETE = new MissingSettings(0, 1);

  /** What training subjects show. */
  public MissingSettings missing() {
    return lacking ? COMPLETE : config.missing();
  }

  /** What a trained adapter says of where it comes from. */
  public AdapterLearner.Origin origin() {
    return Origins.of(set);
  }

  /** The configuration's adapter if it is a MoRA, else a MoRA with its loop. */
  public AdapterSettings mora() {
    return config.adapter().mora() != null ? config.adapter() : Defaults.mora(config.adapter());
  }

  /** The configuration's adapter if it is a mixture, else a mixture with its loop. */
  public AdapterSettings mixture() {
    return config.adapter().mixture() != null
        ? config.adapter()
        : Defaults.mixture(config.adapter(), blocks == 0);
  }
}
