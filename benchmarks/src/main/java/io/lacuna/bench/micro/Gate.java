package io.lacuna.bench.micro;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Compares two runs. Time is told as a multiple of the reference loop of its own run, so that the
 * machine's speed cancels; what is left of it, caches and neighbours, is why time may differ by
 * {@value #TIME}. Allocation hardly depends on the machine: it may grow by {@value #ALLOCATION} and
 * by {@value #SLACK} bytes, which a counter's own work comes to.
 */
final class Gate {
  static final double TIME = 1.3;
  static final double ALLOCATION = 1.1;
  static final double SLACK = 64;

  private Gate() {}

  /**
   * What got worse, in words; empty when nothing did.
   *
   * @param before the committed run
   * @param now this one; benchmarks that are new in it are no regression
   * @throws IllegalArgumentException if one of them lacks the reference loop
   */
  static List<String> regressions(Map<String, Cost> before, Map<String, Cost> now) {
    List<String> worse = new ArrayList<>();
    before.forEach(
        (name, was) -> {
          Cost is = now.get(name);
          if (is == null) {
            worse.add(name + " is gone");
          } else if (!name.equals(Cost.REFERENCE)) {
            double ratio = (is.nanos() / reference(now)) / (was.nanos() / reference(before));
            if (ratio > TIME) {
              worse.add(
                  String.format(
                      Locale.ROOT,
                      "%s takes %.2f times as long; %.1f is allowed",
                      name,
                      ratio,
                      TIME));
            }
            if (is.bytes() > ALLOCATION * was.bytes() + SLACK) {
              worse.add(
                  String.format(
                      Locale.ROOT,
                      "%s allocates %,.0f bytes instead of %,.0f; %.1f times and %.0f more are allowed",
                      name,
                      is.bytes(),
                      was.bytes(),
                      ALLOCATION,
                      SLACK));
            }
          }
        });
    return worse;
  }

  static double reference(Map<String, Cost> costs) {
    Cost reference = costs.get(Cost.REFERENCE);
    if (reference == null) {
      throw new IllegalArgumentException("there is no " + Cost.REFERENCE + " to compare with");
    }
    return reference.nanos();
  }
}
