package io.lacuna.bench.torture;

import io.lacuna.bench.torture.fault.FaultKind;
import java.time.Duration;
import java.util.Set;

/**
 * What a run is.
 *
 * @param seed of load and schedule
 * @param records after which the feed ends; 0 for no such end
 * @param length after which the feed ends
 * @param kills of instances after which the feed ends, once recovered; 0 for no such end
 * @param faults that are made
 * @param brokers 1 or 3
 * @param instances of the service
 * @param partitions of every topic
 * @param rate records per second, roughly
 * @param openWindows that are open at once when the feed has run that long; 0 for few
 * @param archive whether a first start of the service writes an archive of its classes, so that the
 *     later ones are quick
 */
public record TortureSettings(
    long seed,
    long records,
    Duration length,
    int kills,
    Set<FaultKind> faults,
    int brokers,
    int instances,
    int partitions,
    int rate,
    int openWindows,
    boolean archive) {
  static final Duration WINDOW = Duration.ofSeconds(5);
  static final Duration GRACE = Duration.ofSeconds(2);
  static final Duration LEAD = Duration.ofSeconds(15);

  private static final Duration LEAST_RETENTION = Duration.ofSeconds(6);

  /** Samples of an observation often fall on both sides of a window's edge. */
  private static final double WINDOWS_PER_RECORD = 0.5;

  public TortureSettings {
    if (brokers != 1 && brokers != 3) {
      throw new IllegalArgumentException("--brokers: " + brokers + "; 1 or 3 are possible");
    }
    if (length.isNegative() || length.isZero() || records < 0 || kills < 0 || openWindows < 0) {
      throw new IllegalArgumentException(
          "--minutes must be more than 0, --records, --kills and --open-windows at least 0");
    }
    if (instances < 1 || partitions < instances || rate < 1) {
      throw new IllegalArgumentException(
          "there must be an instance and a record a second at least, and a partition per instance");
    }
  }

  /** Windows stay open that long after their end and grace, event time. */
  Duration retention() {
    double windowsPerSecond = rate * WINDOWS_PER_RECORD;
    Duration wanted =
        Duration.ofSeconds(Math.round(openWindows / windowsPerSecond)).minus(WINDOW).minus(GRACE);
    return wanted.compareTo(LEAST_RETENTION) > 0 ? wanted : LEAST_RETENTION;
  }
}
