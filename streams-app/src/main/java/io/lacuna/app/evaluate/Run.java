package io.lacuna.app.evaluate;

import io.lacuna.model.recording.RunManifest;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A run to evaluate.
 *
 * @param name name in tables
 * @param about null for predictions that are in no folder
 * @param windows by subject, then by start
 */
record Run(String name, RunManifest about, List<Task> tasks, List<Window> windows) {
  private static final String DROP = "drop.";
  private static final String PROTOCOL = "protocol";
  private static final Set<String> NO_MATTER = Set.of("seed", "batch.shape", PROTOCOL);

  /** Digests of the adapters that gave the last word on a window → their ids, by digest. */
  Map<String, String> adapters() {
    Map<String, String> adapters = new TreeMap<>();
    windows.forEach(w -> adapters.put(w.last().adapterDigest(), w.last().adapter()));
    return adapters;
  }

  /** Share of the expected modalities that were absent at the last word on each window; 0..1. */
  double missingRate() {
    long absent = 0;
    long present = 0;
    for (Window w : windows) {
      absent += w.last().absent();
      present += w.last().mask().count();
    }
    return absent + present == 0 ? Double.NaN : (double) absent / (absent + present);
  }

  /** What the run was asked to leave out: modality → rate, or the protocol, as it was given. */
  Map<String, String> requestedDrops() {
    Map<String, String> drops = new TreeMap<>();
    about
        .settings()
        .forEach(
            (name, value) -> {
              if (name.startsWith(DROP)) {
                drops.put(name.substring(DROP.length()).toLowerCase(Locale.ROOT), value);
              } else if (name.equals(PROTOCOL)) {
                drops.put(name, value);
              }
            });
    return drops;
  }

  /**
   * What a curve over missing rates joins: runs of the same adapters whose settings differ alone in
   * what was left out, by which draw and in which batches, which move no score by more than 1e-5.
   */
  String series() {
    Map<String, String> kept = new TreeMap<>(about.settings());
    kept.keySet().removeIf(name -> name.startsWith(DROP) || NO_MATTER.contains(name));
    String adapters = String.join(" + ", adapters().values());
    return kept.isEmpty() ? adapters : adapters + " " + kept;
  }
}
