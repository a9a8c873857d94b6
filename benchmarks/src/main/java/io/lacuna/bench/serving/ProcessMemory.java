package io.lacuna.bench.serving;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What this process holds of the machine's memory, bytes.
 *
 * @param resident all of it
 * @param outsideHeap all but the Java heap as far as it is committed
 * @param peak the most that was resident at once
 */
public record ProcessMemory(long resident, long outsideHeap, long peak) {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final String RESIDENT = "VmRSS:";
  private static final String PEAK = "VmHWM:";

  /**
   * @throws IllegalArgumentException where the system does not tell, as outside Linux
   */
  public static ProcessMemory now() throws IOException {
    if (!Files.exists(STATUS)) {
      throw new IllegalArgumentException(
          STATUS + " is needed to read resident memory: run on Linux");
    }
    List<String> lines = Files.readAllLines(STATUS);
    long resident = bytes(lines, RESIDENT);
    long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getCommitted();
    return new ProcessMemory(resident, resident - heap, bytes(lines, PEAK));
  }

  private static long bytes(List<String> lines, String word) {
    String line = lines.stream().filter(l -> l.startsWith(word)).findFirst().orElseThrow();
    return Long.parseLong(line.replaceAll("\\D", "")) << 10;
  }
}
