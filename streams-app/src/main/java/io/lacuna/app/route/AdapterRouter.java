package io.lacuna.app.route;

import io.lacuna.model.modality.PresenceMask;
import java.util.function.Supplier;

/** Says which adapter scores an observation. Thread-safe. */
public interface AdapterRouter {

  /**
   * Digest of the adapter for an observation without a bound one; it can be scored with inside
   * {@link #whileLoaded}.
   *
   * @param site of the observation, or null
   * @param windowStartMs start of its window, UTC ms
   * @throws NotYetRoutableException if that cannot be said yet
   */
  String adapterFor(String site, PresenceMask presence, long windowStartMs);

  /**
   * An observation will be asked for with others: what it may need is fetched with what they need.
   *
   * @param bound digest of the adapter that its window is bound to, or null
   */
  default void expect(long windowStartMs, String bound) {}

  /**
   * Returns when an observation can go on; asked before anything of its batch is scored.
   *
   * @param bound digest of the adapter that its window is bound to, or null
   * @throws NotYetRoutableException if it must wait
   */
  default void check(long windowStartMs, String bound) {}

  /** Does work in whose course no adapter that is asked for is given up. */
  default <T> T whileLoaded(Supplier<T> work) {
    return work.get();
  }
}
