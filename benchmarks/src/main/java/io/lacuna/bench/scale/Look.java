package io.lacuna.bench.scale;

/**
 * What an instance says of itself.
 *
 * @param in records that the tasks of this process have read since their state began; −1 while its
 *     ledgers cannot be read
 * @param opened windows opened since then
 * @param finished windows that had their final since then
 * @param failed late and broken records, of which there must be none
 * @param cpuNanos processor time of the process since its start, ns
 * @param collectionMillis of it, wall time spent on collecting garbage, ms
 * @param heapBytes objects on the heap after a collection; 0 where that was not asked
 * @param residentBytes memory that the system counts as the process's; 0 where that was not asked
 * @param storeBytes files of the state stores; 0 where that was not asked
 * @param copies partitions whose windows this process holds, at work or as a standby; 0 where that
 *     was not asked
 * @param lag most records that one of them lacks
 */
record Look(
    long in,
    long opened,
    long finished,
    long failed,
    long cpuNanos,
    long collectionMillis,
    long heapBytes,
    long residentBytes,
    long storeBytes,
    long copies,
    long lag) {

  /** Of two instances together: sums, and the greater lag. */
  Look plus(Look other) {
    return new Look(
        in < 0 || other.in < 0 ? -1 : in + other.in,
        opened + other.opened,
        finished + other.finished,
        failed + other.failed,
        cpuNanos + other.cpuNanos,
        collectionMillis + other.collectionMillis,
        heapBytes + other.heapBytes,
        residentBytes + other.residentBytes,
        storeBytes + other.storeBytes,
        copies + other.copies,
        Math.max(lag, other.lag));
  }
}
