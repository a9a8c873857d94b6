package io.lacuna.trainer.convert;

import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** For data sets of patients with pictures, which have no splits of their own. */
final class TableOptions {
  @Option(names = "--images", paramLabel = "DIR", required = true, description = "the pictures")
  private Path images;

  @Option(
      names = "--splits",
      paramLabel = "FILE",
      description =
          "lines ID,SPLIT with train, validation or test; other patients are left out"
              + " (default: 80, 10 and 10 %% of them, drawn)")
  private Path splits;

  @Option(names = "--seed", description = "of the drawn splits (${DEFAULT-VALUE})")
  private long seed = 7;

  @Option(
      names = "--allow-missing",
      description = "leave out pictures that are named and not there, instead of stopping")
  private boolean allowMissing;

  ImageFiles images(String mediaType) {
    return new ImageFiles(images, mediaType);
  }

  SplitChoice splits() throws IOException {
    return splits == null ? SplitChoice.drawn(seed) : SplitChoice.read(splits);
  }

  /** Counts a picture that is not there, or stops. */
  void missing(String name, String where, Tally tally) throws ConvertException {
    if (!allowMissing) {
      throw new ConvertException(
          where + ": image '" + name + "' is not in " + images + "; see --allow-missing");
    }
    tally.add("images that are not there, left out");
  }
}
