package io.lacuna.app.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.stream.Collectors;

/** Which keys somebody may have meant. */
final class KnownKeys {
  private static final int SHOWN = 3;

  /** Characters in common under which keys are only alike by chance. */
  private static final int LEAST = 4;

  private static final String ALL = "`./lacuna reference config` prints all keys";

  private KnownKeys() {}

  /** The keys that begin and end most like the unknown one, and where all stand. */
  static String closest(Collection<String> known, String unknown) {
    int best = known.stream().mapToInt(key -> alike(key, unknown)).max().orElse(0);
    if (best < LEAST) {
      return ALL;
    }
    return "the closest are "
        + known.stream()
            .filter(key -> 3 * alike(key, unknown) >= 2 * best)
            .sorted(
                Comparator.comparingInt((String key) -> -alike(key, unknown))
                    .thenComparing(Comparator.naturalOrder()))
            .limit(SHOWN)
            .collect(Collectors.joining(", "))
        + "; "
        + ALL;
  }

  /** How many characters they have in common at both ends. */
  private static int alike(String one, String other) {
    int most = Math.min(one.length(), other.length());
    int head = 0;
    while (head < most && one.charAt(head) == other.charAt(head)) {
      head++;
    }
    int tail = 0;
    while (tail < most - head
        && one.charAt(one.length() - 1 - tail) == other.charAt(other.length() - 1 - tail)) {
      tail++;
    }
    return head + tail;
  }
}
