package io.lacuna.bench.ladder.measure;

/**
 * What a contender said about a subject.
 *
 * @param presence bits of the presence mask
 * @param scores of the first task; null if it gave none
 * @param atMs wall clock at which a reader of committed results had it, ms
 */
public record Answer(String subject, int presence, float[] scores, long atMs) {}
