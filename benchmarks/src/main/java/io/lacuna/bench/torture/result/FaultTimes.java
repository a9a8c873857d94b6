package io.lacuna.bench.torture.result;

import java.util.List;

/**
 * The faults of one kind in a run.
 *
 * @param made how many there were
 * @param interrupted after which the next kill came before the run had recovered
 * @param notRecovered after which the run did not recover within three minutes or before its end
 * @param aloneMs recovery of those with no other fault at the same time, ms
 * @param overlappingMs recovery of the others, ms
 */
public record FaultTimes(
    long made, long interrupted, long notRecovered, List<Long> aloneMs, List<Long> overlappingMs) {}
