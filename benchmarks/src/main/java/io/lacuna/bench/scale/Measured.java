package io.lacuna.bench.scale;

import java.util.List;

/**
 * What a size came to.
 *
 * @param slices its runs
 * @param after what the instances weigh with that many windows open
 * @param logBytes changelogs on the broker's disk, before compaction
 * @param records that were written into the changelogs' inputs until then
 */
record Measured(Size size, List<Slice> slices, Look after, long logBytes, long records) {}
