package io.lacuna.model.adapter;

import ai.djl.ndarray.NDManager;
import io.lacuna.model.base.Base;
import io.lacuna.model.tensor.Precision;
import java.nio.file.Path;

/**
 * What an adapter folder must pass before it serves, wherever it comes from: configuration, base,
 * shapes, finite weights, calibration, digest, golden record.
 */
public final class AdapterCheck {
  /** How far a score may lie from the golden one: probability, or the task's own unit. */
  public static final float TOLERANCE = 1e-4f;

  /** The same for blocks that compute in bfloat16, as a share of what a task's scores can be. */
  public static final float BFLOAT16_TOLERANCE = 3e-2f;

  private AdapterCheck() {}

  /**
   * Loads and verifies.
   *
   * @param manager owns the parameters; the caller closes it, also after a refusal
   * @param digest that was announced, or null
   * @throws AdapterException naming the reason
   */
  public static Adapter load(Path folder, Base base, NDManager manager, String digest) {
    Adapter adapter = Adapter.load(folder, manager, base.digest());
    String actual = adapter.digest();
    if (digest != null && !digest.equals(actual)) {
      throw new AdapterException(
          Refusal.DIGEST_DIFFERS, folder + " holds adapter " + actual + ", not " + digest);
    }
    Golden golden = Golden.read(folder, adapter);
    boolean exact = base.precision() == Precision.FLOAT32;
    float tolerance = exact ? TOLERANCE : BFLOAT16_TOLERANCE;
    float distance;
    try {
      distance = exact ? golden.distance(base, adapter) : golden.shareOfRange(base, adapter);
    } catch (IllegalArgumentException e) {
      throw new AdapterException(
          Refusal.GOLDEN_INVALID, folder.resolve(Golden.FILE) + ": " + e.getMessage(), e);
    }
    if (!(distance <= tolerance)) {
      throw new AdapterException(
          Refusal.GOLDEN_DIFFERS,
          folder
              + ": scores lie up to "
              + distance
              + " from the golden record; allowed are "
              + tolerance
              + (exact ? "" : ", in shares of each task's range"));
    }
    return adapter;
  }
}
