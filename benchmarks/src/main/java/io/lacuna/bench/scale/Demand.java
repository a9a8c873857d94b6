package io.lacuna.bench.scale;

/**
 * What a plan is made for. Prices and rates that this benchmark does not measure are null where
 * nobody gave them.
 *
 * @param subjects observations per second, each of one subject
 * @param samples records per observation
 * @param openSeconds how long a window is open on average
 * @param payloadBytes of a sample
 * @param utilisation share of a processor or device that is planned for
 * @param cores of an instance
 * @param heapBytes of an instance, of which half is planned for windows
 * @param replication of topics
 * @param retentionHours of the input topics
 * @param prepareMicros processor time to prepare a sample for the model, µs
 * @param scored observations per second of one device
 * @param corePrice per core and hour
 * @param devicePrice per device and hour
 * @param storagePrice per GB and month
 */
record Demand(
    double subjects,
    int samples,
    double openSeconds,
    double payloadBytes,
    double utilisation,
    int cores,
    double heapBytes,
    int replication,
    double retentionHours,
    Double prepareMicros,
    Double scored,
    Double corePrice,
    Double devicePrice,
    Double storagePrice) {
  Demand {
    boolean positive = subjects > 0 && samples > 0 && openSeconds > 0 && cores > 0 && heapBytes > 0;
    if (!positive || utilisation <= 0 || utilisation > 1 || replication < 1) {
      throw new IllegalArgumentException(
          "a plan needs positive numbers, and a utilisation of at most 1");
    }
  }
}
