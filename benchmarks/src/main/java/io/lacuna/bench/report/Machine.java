package io.lacuna.bench.report;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.common.utils.AppInfoParser;

/**
 * What the machine did at an instant.
 *
 * @param at the instant, ISO 8601, UTC
 * @param load mean number of running and waiting threads in the last minute; negative when unknown
 */
public record Machine(String at, double load) {

  public static Machine now() {
    return new Machine(
        Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
  }

  /** Processor time that this JVM has used so far, ns. */
  public static long cpuNanos() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  /** What was measured, and on what. */
  public static Map<String, String> versions() {
    Map<String, String> versions = new LinkedHashMap<>();
    versions.put("Kafka", AppInfoParser.getVersion());
    versions.put("Java", Runtime.version().toString());
    versions.put("system", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
    versions.put("cores", Integer.toString(Runtime.getRuntime().availableProcessors()));
    versions.put("heap, MiB", Long.toString(Runtime.getRuntime().maxMemory() >> 20));
    return versions;
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%s, load %.2f", at, load);
  }
}
