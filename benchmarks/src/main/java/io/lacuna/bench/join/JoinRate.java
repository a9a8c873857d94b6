package io.lacuna.bench.join;

/**
 * One measurement.
 *
 * @param perSecond joined observations per second, from having the partitions to the last result
 *     that a read-committed consumer sees
 * @param cpuMicros processor time of this JVM per joined observation, µs: reading the results and
 *     the JVM's own threads included, the broker's process not
 */
record JoinRate(int run, String variant, Mode mode, double perSecond, double cpuMicros) {}
