package io.lacuna.bench.torture.oracle;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Violations by kind, with the first of each in words. Used by one thread. */
public final class Findings {
  private static final int EXAMPLES = 5;

  private final Map<Violation, Long> counts = new EnumMap<>(Violation.class);
  private final Map<Violation, List<String>> examples = new EnumMap<>(Violation.class);

  public Findings() {
    for (Violation v : Violation.values()) {
      counts.put(v, 0L);
    }
  }

  public void add(Violation violation, String what) {
    counts.merge(violation, 1L, Long::sum);
    List<String> of = examples.computeIfAbsent(violation, v -> new ArrayList<>());
    if (of.size() < EXAMPLES) {
      of.add(what);
    }
  }

  public long of(Violation violation) {
    return counts.get(violation);
  }

  public Map<Violation, Long> counts() {
    return counts;
  }

  /** At most five of each kind. */
  public Map<Violation, List<String>> examples() {
    return examples;
  }

  public boolean isEmpty() {
    return counts.values().stream().allMatch(n -> n == 0);
  }
}
