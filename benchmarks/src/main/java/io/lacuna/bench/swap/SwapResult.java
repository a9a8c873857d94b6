package io.lacuna.bench.swap;

/**
 * What a run found.
 *
 * @param sent observations sent
 * @param scored predictions read
 * @param failed predictions without scores
 * @param wrong predictions of another adapter than the rule demands
 * @param adapters different adapters that answered
 * @param refused cut-overs that the application refused
 * @param loaded announced adapters in memory at the end
 * @param early memory after a tenth of the swaps
 * @param late memory after all
 */
record SwapResult(
    long sent,
    long scored,
    long failed,
    long wrong,
    long adapters,
    long refused,
    long loaded,
    Memory early,
    Memory late) {}
