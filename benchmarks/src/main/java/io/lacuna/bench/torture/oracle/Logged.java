package io.lacuna.bench.torture.oracle;

import io.lacuna.schema.AbsenceReason;

/**
 * A record of an input topic.
 *
 * @param appendedMs when the broker appended it, UTC ms
 * @param timeBefore highest event time of a sound record before it in its partition, UTC ms
 * @param sound whether its envelope can be believed; nothing further is known of one that cannot
 * @param eventMs event time, UTC ms
 * @param digest SHA-256 of the payload, hex; null for a marker
 * @param marker the reason of an absence marker; null for a sample
 */
public record Logged(
    Place place,
    long appendedMs,
    long timeBefore,
    boolean sound,
    String subject,
    long eventMs,
    String digest,
    AbsenceReason marker) {

  /** A record whose envelope cannot be believed. */
  public static Logged poison(Place place, long appendedMs, long timeBefore) {
    return new Logged(place, appendedMs, timeBefore, false, null, 0, null, null);
  }

  boolean isSample() {
    return sound && marker == null;
  }
}
