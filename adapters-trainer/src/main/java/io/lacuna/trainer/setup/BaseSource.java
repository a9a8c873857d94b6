package io.lacuna.trainer.setup;

import io.lacuna.model.base.Base;
import io.lacuna.model.base.FeatureBaseConfig;
import io.lacuna.model.base.FeatureBaseStore;
import io.lacuna.trainer.feature.FeatureTable;
import java.util.function.Supplier;

/** Gives a comparison its base, anew for each training part where the base depends on it. */
public interface BaseSource extends AutoCloseable {

  /**
   * The base for these training subjects; the one before it is closed if it was another.
   *
   * @param training is asked for its features only if the base learns from them
   */
  Base on(Supplier<FeatureTable> training);

  /** Two sources of the same identity give the same bases for the same training subjects. */
  String identity();

  /** How many blocks the base has that an adapter could stand beside. */
  int blocks();

  @Override
  void close();

  /** One base for everything; it stays open. */
  static BaseSource fixed(Base base) {
    return new BaseSource() {
      @Override
      public Base on(Supplier<FeatureTable> training) {
        return base;
      }

      @Override
      public String identity() {
        return base.digest();
      }

      @Override
      public int blocks() {
        return base.blocks();
      }

      @Override
      public void close() {}
    };
  }

  /** Ready features, standardised by each training part alone. */
  static BaseSource features(FeatureBaseConfig config, String device) {
    return new BaseSource() {
      private Base current;

      @Override
      public Base on(Supplier<FeatureTable> training) {
        close();
        current = FeatureBaseStore.fit(config, training.get().features(), device);
        return current;
      }

      @Override
      public String identity() {
        return config.toString();
      }

      @Override
      public int blocks() {
        return 0;
      }

      @Override
      public void close() {
        if (current != null) {
          current.close();
          current = null;
        }
      }
    };
  }
}
