package io.lacuna.trainer;

import io.lacuna.trainer.config.TrainingConfig;
import io.lacuna.trainer.data.DataSet;
import io.lacuna.trainer.data.DataSetFolder;
import java.nio.file.Path;
import java.util.function.Supplier;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** What all verbs about training take. */
final class TrainingOptions {
  @Option(names = "--config", required = true, description = "training configuration (JSON)")
  private Path config;

  @Option(names = "--data", description = "data set folder (default: from the configuration)")
  private Path data;

  @Option(
      names = {"--models", "--out"},
      description = "folder of base and adapter (default: from the configuration)")
  private Path models;

  @Option(names = "--device", description = "cpu, auto or gpu:N (${DEFAULT-VALUE})")
  private String device = "cpu";

  Path file() {
    return config;
  }

  String device() {
    return device;
  }

  TrainingConfig config(CommandSpec spec) {
    return usage(spec, () -> TrainingConfig.read(config));
  }

  DataSet dataSet(TrainingConfig c, CommandSpec spec) {
    return usage(
        spec,
        () -> {
          DataSet set = DataSetFolder.read(data != null ? data : Path.of(c.data()));
          c.requireFits(set);
          return set;
        });
  }

  Path models(TrainingConfig c) {
    return models != null ? models : Path.of(c.out());
  }

  /** What a file says wrongly is a matter of usage. */
  static <T> T usage(CommandSpec spec, Supplier<T> read) {
    try {
      return read.get();
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }
}
