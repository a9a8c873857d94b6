package io.lacuna.bench.torture.watch;

import java.util.Arrays;

/** What was read from one partition: offsets in rising order, when, and a checksum. */
final class SeenLog {
  private static final int INITIAL = 1 << 12;

  private long[] offsets = new long[INITIAL];
  private long[] nanos = new long[INITIAL];
  private int[] checksums = new int[INITIAL];
  private int size;

  synchronized void add(long offset, long atNanos, int checksum) {
    if (size == offsets.length) {
      offsets = Arrays.copyOf(offsets, 2 * size);
      nanos = Arrays.copyOf(nanos, 2 * size);
      checksums = Arrays.copyOf(checksums, 2 * size);
    }
    offsets[size] = offset;
    nanos[size] = atNanos;
    checksums[size] = checksum;
    size++;
  }

  synchronized int size() {
    return size;
  }

  /** When the first record at or behind the offset was read; −1 if none was yet. */
  synchronized long firstAt(long offset) {
    int at = index(offset);
    return at < size ? nanos[at] : -1;
  }

  /** Whether the record was read, with this checksum. */
  synchronized boolean holds(long offset, int checksum) {
    int at = index(offset);
    return at < size && offsets[at] == offset && checksums[at] == checksum;
  }

  private int index(long offset) {
    int at = Arrays.binarySearch(offsets, 0, size, offset);
    return at < 0 ? -at - 1 : at;
  }
}
