package io.lacuna.bench.ladder.arrival;

import io.lacuna.model.modality.PresenceMask;
import io.lacuna.schema.Modality;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * One subject's samples in one window.
 *
 * @param number counts from 0; also chooses the recorded payloads
 * @param at when it begins, in mean gaps between observations: at a rate of r per second it begins
 *     {@code at / r} seconds after the start
 * @param pieces what comes; the modalities that are absent never do
 */
public record Observation(int number, double at, Map<Modality, Piece> pieces) {

  /**
   * A sample.
   *
   * @param event event time, ms after the observation begins
   * @param delay from the event to the arrival, ms
   */
  public record Piece(int event, int delay) {}

  public Observation {
    pieces = Collections.unmodifiableMap(new EnumMap<>(pieces));
  }

  public PresenceMask presence() {
    return PresenceMask.of(pieces.keySet());
  }

  public boolean isComplete() {
    return presence().equals(PresenceMask.ALL);
  }

  /** The first event, ms after the observation begins: where its window begins. */
  public int firstEvent() {
    return pieces.values().stream().mapToInt(Piece::event).min().orElseThrow();
  }

  /** When the last sample is there, ms after the observation begins. */
  public int lastArrival() {
    return pieces.values().stream().mapToInt(p -> p.event() + p.delay()).max().orElseThrow();
  }
}
