package io.lacuna.model.score;

import java.nio.file.Path;

/** A model that takes and gives up adapters while it serves. Thread-safe. */
public interface AdapterHost {

  /**
   * Verifies and loads an adapter, which can be scored with from then on. One that is there already
   * is not loaded again.
   *
   * @param digest the adapter that the folder must hold
   * @throws io.lacuna.model.adapter.AdapterException if it is refused; names the reason
   */
  void load(Path folder, String digest);

  /**
   * Frees an adapter once no call is under way. One that is not loaded is ignored.
   *
   * @throws IllegalArgumentException for the default adapter
   */
  void unload(String digest);
}
