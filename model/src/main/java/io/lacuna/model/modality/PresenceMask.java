package io.lacuna.model.modality;

import io.lacuna.schema.Modality;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Which modalities an observation holds. Bit {@code i} stands for {@code Modality.values()[i]};
 * printed as one letter per modality in the order image, text, audio, with {@code -} for an absent
 * one: {@code IT-}.
 */
public record PresenceMask(int bits) {
  private static final Modality[] MODALITIES = Modality.values();
  private static final String LETTERS = "ITA";

  public static final PresenceMask NONE = new PresenceMask(0);
  public static final PresenceMask ALL = new PresenceMask((1 << MODALITIES.length) - 1);

  public PresenceMask {
    if (bits < 0 || bits >= 1 << MODALITIES.length) {
      throw new IllegalArgumentException(
          "presence mask " + bits + " must be in [0, " + ((1 << MODALITIES.length) - 1) + "]");
    }
  }

  public static PresenceMask of(Set<Modality> present) {
    int bits = 0;
    for (Modality m : present) {
      bits |= 1 << m.ordinal();
    }
    return new PresenceMask(bits);
  }

  /** Reads the printed form, e.g. {@code I-A}. */
  public static PresenceMask parse(String letters) {
    int bits = 0;
    for (int i = 0; i < MODALITIES.length; i++) {
      char c = letters.length() == MODALITIES.length ? letters.charAt(i) : 0;
      if (c == LETTERS.charAt(i)) {
        bits |= 1 << i;
      } else if (c != '-') {
        throw new IllegalArgumentException(
            "presence '" + letters + "' must be three characters like ITA, IT- or --A");
      }
    }
    return new PresenceMask(bits);
  }

  /** All masks with at least one modality, by rising bits. */
  public static List<PresenceMask> nonEmpty() {
    List<PresenceMask> masks = new ArrayList<>();
    for (int bits = 1; bits <= ALL.bits; bits++) {
      masks.add(new PresenceMask(bits));
    }
    return masks;
  }

  /** Those of {@link #nonEmpty} that records of these modalities can have. */
  public static List<PresenceMask> within(Collection<Modality> modalities) {
    return nonEmpty().stream().filter(m -> modalities.containsAll(m.modalities())).toList();
  }

  public boolean has(Modality m) {
    return (bits & 1 << m.ordinal()) != 0;
  }

  public PresenceMask with(Modality m) {
    return new PresenceMask(bits | 1 << m.ordinal());
  }

  public PresenceMask without(Modality m) {
    return new PresenceMask(bits & ~(1 << m.ordinal()));
  }

  /** What is in both. */
  public PresenceMask and(PresenceMask other) {
    return new PresenceMask(bits & other.bits);
  }

  public int count() {
    return Integer.bitCount(bits);
  }

  public Set<Modality> modalities() {
    Set<Modality> present = EnumSet.noneOf(Modality.class);
    for (Modality m : MODALITIES) {
      if (has(m)) {
        present.add(m);
      }
    }
    return present;
  }

  @Override
  public String toString() {
    StringBuilder s = new StringBuilder();
    for (int i = 0; i < MODALITIES.length; i++) {
      s.append((bits & 1 << i) != 0 ? LETTERS.charAt(i) : '-');
    }
    return s.toString();
  }
}
