package io.lacuna.bench.report;

import java.util.Collection;
import java.util.Locale;
import org.apache.commons.math3.stat.StatUtils;

/** Measured values, in no order. */
public final class Spread {
  private final double[] values;

  /** Takes at least one value. */
  public Spread(Collection<Double> measured) {
    if (measured.isEmpty()) {
      throw new IllegalArgumentException("a spread needs at least one value");
    }
    values = measured.stream().mapToDouble(Double::doubleValue).toArray();
  }

  public double median() {
    return percentile(50);
  }

  /** The value below which {@code percent} (above 0, at most 100) of the values lie. */
  public double percentile(double percent) {
    return StatUtils.percentile(values, percent);
  }

  /** Smallest to largest, for a table. */
  public String range() {
    double least = StatUtils.min(values);
    double most = StatUtils.max(values);
    return String.format(Locale.ROOT, most < 100 ? "%.2f–%.2f" : "%,.0f–%,.0f", least, most);
  }
}
