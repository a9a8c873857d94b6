package io.lacuna.model.bases;

import io.lacuna.model.base.Base;
import io.lacuna.model.base.FeatureBaseStore;
import io.lacuna.model.base.FusionBase;
import io.lacuna.model.tensor.Precision;
import io.lacuna.model.vilt.ViltBase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Opens the folder of a base, whatever kind it is. */
public final class BaseFolder {
  private BaseFolder() {}

  /** {@link #load(Path, String)} with blocks that compute in a precision. */
  public static Base load(Path folder, String device, Precision precision) throws IOException {
    Base base = load(folder, device);
    if (precision == Precision.FLOAT32) {
      return base;
    }
    try {
      return base.inBfloat16();
    } catch (RuntimeException e) {
      base.close();
      throw e;
    }
  }

  /**
   * Loads a base.
   *
   * @param device {@code auto}, {@code cpu} or {@code gpu:N}
   * @throws IOException if a file is missing or not sound
   */
  public static Base load(Path folder, String device) throws IOException {
    if (Files.exists(folder.resolve(FusionBase.CONFIG))) {
      return FusionBase.load(folder, device);
    }
    if (Files.exists(folder.resolve(FeatureBaseStore.CONFIG))) {
      return FeatureBaseStore.load(folder, device);
    }
    if (Files.exists(folder.resolve(ViltBase.CONFIG))) {
      return ViltBase.load(folder, device);
    }
    throw new IOException(
        folder
            + " holds no base: it must have a "
            + FusionBase.CONFIG
            + ", a "
            + FeatureBaseStore.CONFIG
            + " or the "
            + ViltBase.CONFIG
            + " of a ViLT checkpoint");
  }
}
