package io.lacuna.bench.serving;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What this process holds of the machine's memory, bytes.
 *
 * @param resident all of it
 * @param outsideHeap all but the Java heap as far as it is committed
 */
record ProcessMemory(long resident, long outsideHeap) {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final String RESIDENT = "VmRSS:";

  /**
   * @throws IllegalArgumentException where the system does not tell, as outside Linux
   */
  static ProcessMemory now() throws IOException {
    if (!Files.exists(STATUS)) {
      throw new IllegalArgumentException(
          STATUS + " is needed to read resident memory: run on Linux");
    }
    String line =
        Files.readAllLines(STATUS).stream()
            .filter(l -> l.startsWith(RESIDENT))
            .findFirst()
            .orElseThrow();
    long resident = Long.parseLong(line.replaceAll("\\D", "")) << 10;
    long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getCommitted();
    return new ProcessMemory(resident, resident - heap);
  }
}
