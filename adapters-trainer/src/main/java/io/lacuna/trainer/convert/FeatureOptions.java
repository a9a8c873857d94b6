package io.lacuna.trainer.convert;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** How sequences of vectors become features. */
final class FeatureOptions {
  @Option(
      names = "--features",
      paramLabel = "MODE",
      converter = FeatureMode.Converter.class,
      description =
          "mean: one vector, the mean over time; sequence: all vectors (${DEFAULT-VALUE})")
  private FeatureMode mode = FeatureMode.MEAN;

  @Option(
      names = "--frames",
      description =
          "with --features sequence: the first so many vectors are kept (${DEFAULT-VALUE})")
  private int frames = 500;

  FeatureMode mode() {
    return mode;
  }

  int frames(CommandSpec spec) {
    if (frames < 1) {
      throw new ParameterException(
          spec.commandLine(), "--frames " + frames + " must be at least 1");
    }
    return frames;
  }
}
