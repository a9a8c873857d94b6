package io.lacuna.bench.scale;

/**
 * One run.
 *
 * @param perSecond records per second, from resuming to the last one read; all instances together
 * @param cpuMicros processor time of the instances per record, µs: the JVM's own threads, the
 *     stores' and the collector's included, the broker's process not
 * @param collection share of the wall time that collections of garbage took, of all instances
 */
record Slice(double perSecond, double cpuMicros, double collection) {}
