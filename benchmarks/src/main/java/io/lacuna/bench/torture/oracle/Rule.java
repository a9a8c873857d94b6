package io.lacuna.bench.torture.oracle;

import io.lacuna.schema.Modality;
import java.util.Comparator;
import java.util.NavigableMap;
import java.util.Set;

/**
 * What the run was configured to do: aligned windows, every modality expected.
 *
 * @param windowMs length of a window, event time
 * @param graceMs how far out of order samples may come, event time
 * @param last modalities of which the latest sample is held; of the others it is the earliest
 * @param adapters digest of the adapter by the first window start that it serves, UTC ms
 */
public record Rule(
    long windowMs, long graceMs, Set<Modality> last, NavigableMap<Long, String> adapters) {

  private static final Comparator<Logged> BY_TIME =
      Comparator.comparingLong(Logged::eventMs).thenComparingLong(r -> r.place().offset());

  long windowStart(long eventMs) {
    return Math.floorDiv(eventMs, windowMs) * windowMs;
  }

  /** Event time after which nobody waits for a modality of the window any more, UTC ms. */
  long deadline(long windowStartMs) {
    return windowStartMs + windowMs + graceMs;
  }

  /** Whether {@code a} is held where both came; they are of one window and modality. */
  boolean beats(Logged a, Logged b) {
    int order = BY_TIME.compare(a, b);
    return last.contains(a.place().modality()) ? order > 0 : order < 0;
  }

  String adapter(long windowStartMs) {
    return adapters.floorEntry(windowStartMs).getValue();
  }
}
