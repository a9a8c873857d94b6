package io.lacuna.bench.scale;

/**
 * How long it took until the windows of an instance were at work again.
 *
 * @param how what happened
 * @param windows open, over both instances
 * @param movedBytes changelogs of the partitions that moved, on the broker's disk
 * @param seconds from the end of the one instance until the other had read what came afterwards;
 *     where it was killed, the session's timeout is a part of it
 * @param perGigabyte what restoring added, s per GB (10^9 bytes); null where nothing was restored,
 *     or so little that it took no longer than taking over a standby
 */
record Takeover(String how, int windows, long movedBytes, double seconds, Double perGigabyte) {

  /** The same, compared with one that had nothing to restore. */
  Takeover beside(Takeover standby) {
    double added = seconds - standby.seconds();
    Double rate = added > 0 ? added / (movedBytes / 1e9) : null;
    return new Takeover(how, windows, movedBytes, seconds, rate);
  }
}
