package io.lacuna.app.simulate;

import io.lacuna.app.window.EmitMode;
import io.lacuna.app.window.Expectation;
import io.lacuna.app.window.SampleChoice;
import io.lacuna.app.window.WindowPolicy;
import io.lacuna.schema.Modality;
import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * A window policy with what it was made from.
 *
 * @param byDefault what is expected of a subject without kind
 * @param byKind subject kind → what is expected of it
 */
record DrawnPolicy(
    WindowPolicy policy, Set<Modality> byDefault, Map<String, Set<Modality>> byKind) {
  /** Window size, or gap of a session, ms. */
  static final int SIZE_MS = 100;

  static DrawnPolicy draw(SplittableRandom random) {
    Map<Modality, Duration> waits = new EnumMap<>(Modality.class);
    Map<Modality, SampleChoice> choices = new EnumMap<>(Modality.class);
    boolean all = random.nextInt(2) == 0;
    for (Modality m : Modality.values()) {
      int wait = pick(random, -1, -1, 10, 30, 60, 100, 150);
      if (wait >= 0) {
        waits.put(m, Duration.ofMillis(wait));
      }
      if (!all && random.nextInt(2) == 0) {
        choices.put(m, choice(random));
      }
    }
    Set<Modality> byDefault = modalities(random);
    Map<String, Set<Modality>> byKind = new TreeMap<>();
    for (String kind : List.of("short", "full")) {
      if (random.nextInt(3) == 0) {
        byKind.put(kind, modalities(random));
      }
    }
    WindowPolicy policy =
        new WindowPolicy(
            WindowPolicy.Kind.values()[pick(random, 0, 1, 2, 3, 3)],
            Duration.ofMillis(SIZE_MS),
            Duration.ofMillis(pick(random, 0, 5, 20)),
            Duration.ofMillis(pick(random, 0, 50, 200, 500)),
            new Expectation(byDefault, byKind),
            waits,
            choices,
            emit(random),
            Duration.ofMillis(pick(random, 0, 100, 300)),
            pick(random, 1, 2, 3, 64, 64, 64, 64, 64, 64));
    return new DrawnPolicy(policy, byDefault, byKind);
  }

  /** Tumbling windows, first samples, everything expected: what a DSL topology can do as well. */
  static DrawnPolicy plain(SplittableRandom random) {
    Set<Modality> all = EnumSet.allOf(Modality.class);
    WindowPolicy policy =
        new WindowPolicy(
            WindowPolicy.Kind.TUMBLING,
            Duration.ofMillis(SIZE_MS),
            Duration.ofMillis(pick(random, 0, 5, 20)),
            Duration.ofMillis(pick(random, 0, 50, 200)),
            new Expectation(all, Map.of()),
            Map.of(),
            Map.of(),
            EmitMode.ON_COMPLETE,
            Duration.ofMillis(100),
            64);
    return new DrawnPolicy(policy, all, Map.of());
  }

  /** What is expected of a subject of this kind; null for none. */
  Set<Modality> expected(String kind) {
    return kind == null ? byDefault : byKind.getOrDefault(kind, byDefault);
  }

  /** What is expected of any kind. */
  Set<Modality> everExpected() {
    EnumSet<Modality> ever = EnumSet.copyOf(byDefault);
    byKind.values().forEach(ever::addAll);
    return ever;
  }

  /** How long a modality is waited for at most from a window's first event, without grace. */
  long waitMs(Modality m) {
    Duration wait = policy.waits().get(m);
    return wait == null ? Long.MAX_VALUE / 4 : wait.toMillis();
  }

  private static EmitMode emit(SplittableRandom random) {
    return switch (random.nextInt(5)) {
      case 0 -> EmitMode.FINAL_ONLY;
      case 1, 2 -> EmitMode.early(Duration.ofMillis(pick(random, 5, 20, 60, 150)));
      default -> EmitMode.ON_COMPLETE;
    };
  }

  private static SampleChoice choice(SplittableRandom random) {
    List<String> choices = List.of("first", "last", "best", "all(1)", "all(2)", "all(3)");
    return SampleChoice.parse(choices.get(random.nextInt(choices.size())));
  }

  private static Set<Modality> modalities(SplittableRandom random) {
    if (random.nextInt(2) == 0) {
      return EnumSet.allOf(Modality.class);
    }
    EnumSet<Modality> some = EnumSet.noneOf(Modality.class);
    int bits = 1 + random.nextInt(7);
    for (Modality m : Modality.values()) {
      if ((bits & 1 << m.ordinal()) != 0) {
        some.add(m);
      }
    }
    return some;
  }

  static int pick(SplittableRandom random, int... values) {
    return values[random.nextInt(values.length)];
  }

  @Override
  public String toString() {
    return policy.kind()
        + " size="
        + policy.size().toMillis()
        + " grace="
        + policy.grace().toMillis()
        + " retention="
        + policy.retention().toMillis()
        + " outage.max="
        + policy.remember().toMillis()
        + " emit="
        + policy.emit().kind()
        + (policy.emit().after().isZero() ? "" : "(" + policy.emit().after().toMillis() + ")")
        + " max.per.subject="
        + policy.maxWindowsPerSubject()
        + " expected="
        + byDefault
        + (byKind.isEmpty() ? "" : byKind)
        + " waits="
        + new TreeMap<>(policy.waits())
        + " choices="
        + new TreeMap<>(policy.choices());
  }
}
