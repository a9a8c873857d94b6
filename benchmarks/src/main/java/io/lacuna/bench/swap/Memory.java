package io.lacuna.bench.swap;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Memory of this process, broker not included.
 *
 * @param residentKib what the system counts as resident, KiB
 * @param heapKib objects on the Java heap after a collection, KiB
 */
record Memory(long residentKib, long heapKib) {
  private static final Path STATUS = Path.of("/proc/self/status");

  /**
   * Collects garbage first: the engine's mapped files are freed with the objects that hold them.
   */
  static Memory now() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return new Memory(resident(), (runtime.totalMemory() - runtime.freeMemory()) >> 10);
  }

  private static long resident() {
    try {
      return Files.readAllLines(STATUS).stream()
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
          .findFirst()
          .orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException("this benchmark reads " + STATUS + ", which Linux has", e);
    }
  }
}
