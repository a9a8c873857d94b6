package io.lacuna.model.recording;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** A part of a recording that can be made unreadable. */
public enum Mask {
  /** Subjects, correlation ids, window ids made of them, URIs of claims, and every unknown text. */
  IDS,
  /** Sites and sources. */
  SITES,
  /** Payloads, those behind claims too. */
  PAYLOADS;

  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Reads a list like {@code ids,payloads}.
   *
   * @throws IllegalArgumentException if a word is none; says which there are
   */
  public static Set<Mask> parseAll(String text) {
    Set<Mask> masks = EnumSet.noneOf(Mask.class);
    for (String word : text.split(",")) {
      masks.add(
          Arrays.stream(values())
              .filter(mask -> mask.word().equals(word.trim()))
              .findFirst()
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          "'"
                              + word
                              + "' must be one of "
                              + Arrays.stream(values())
                                  .map(Mask::word)
                                  .collect(Collectors.joining(", ")))));
    }
    return masks;
  }
}
