package io.lacuna.app.window;

import io.lacuna.schema.Modality;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The modalities that a complete observation has, by kind of subject; lists in modality order. */
public final class Expectation {
  private final List<Modality> byDefault;
  private final Map<String, List<Modality>> byKind = new HashMap<>();
  private final List<Modality> ever;

  /**
   * @param byDefault what is expected of a subject without kind, or of an unknown kind
   * @param byKind subject kind → what is expected of it
   */
  public Expectation(Set<Modality> byDefault, Map<String, Set<Modality>> byKind) {
    EnumSet<Modality> union = EnumSet.noneOf(Modality.class);
    this.byDefault = listed("window.expected", byDefault, union);
    byKind.forEach(
        (kind, set) -> this.byKind.put(kind, listed("window.expected." + kind, set, union)));
    this.ever = List.copyOf(union);
  }

  private static List<Modality> listed(String key, Set<Modality> set, Set<Modality> union) {
    if (set.isEmpty()) {
      throw new IllegalArgumentException(key + " must name at least one modality");
    }
    union.addAll(set);
    return List.copyOf(new ArrayList<>(EnumSet.copyOf(set)));
  }

  /** What is expected of a subject of this kind; null for none. */
  public List<Modality> of(String subjectKind) {
    return subjectKind == null ? byDefault : byKind.getOrDefault(subjectKind, byDefault);
  }

  /** What is expected of any kind: the partitions whose time closes windows. */
  List<Modality> ever() {
    return ever;
  }
}
