package io.lacuna.trainer.compare;

import io.lacuna.trainer.config.TrainingConfig;
import io.lacuna.trainer.data.DataSet;
import io.lacuna.trainer.data.DataSetFolder;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** On what methods are compared: data, configuration, base. */
final class SourceOptions {
  @Option(
      names = "--config",
      description =
          "training configuration (JSON); without one, ready features are compared on with the"
              + " settings of docs/comparing.md")
  private Path config;

  @Option(names = "--data", description = "data set folder (default: from the configuration)")
  private Path data;

  @Option(
      names = "--models",
      description = "folder of base and adapter (default: from the configuration)")
  private Path models;

  @Option(names = "--device", description = "cpu, auto or gpu:N (${DEFAULT-VALUE})")
  private String device = "cpu";

  /** What is read of both, the one checked against the other. */
  record Source(TrainingConfig config, DataSet set) {}

  /**
   * @throws IllegalArgumentException if one cannot be used, or they do not fit
   */
  Source read() {
    if (config == null && data == null) {
      throw new IllegalArgumentException("give --data or --config");
    }
    TrainingConfig given = config == null ? null : TrainingConfig.read(config);
    DataSet set = DataSetFolder.read(data != null ? data : Path.of(given.data()));
    TrainingConfig used = given == null ? Defaults.config(set, data) : given;
    used.requireFits(set);
    return new Source(used, set);
  }

  boolean hasConfig() {
    return config != null;
  }

  Path models(TrainingConfig c) {
    return models != null ? models : Path.of(c.out());
  }

  String device() {
    return device;
  }
}
