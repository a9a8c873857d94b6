package io.lacuna.app.config;

import java.util.List;

/**
 * Every setting that is in force, and where it was said.
 *
 * @param entries in the order of the reference, then what is handed on to the clients
 */
public record EffectiveConfig(List<Entry> entries) {
  /** What stands for a secret. */
  static final String HIDDEN = "(hidden)";

  /** Origin of what nobody said anything about. */
  static final String DEFAULT = "default";

  /**
   * One setting.
   *
   * @param value as given, {@link #HIDDEN} for a secret, null for none
   * @param origin e.g. {@code default}, {@code file lacuna.properties}
   */
  public record Entry(String key, String value, String origin) {
    public boolean isDefault() {
      return origin.equals(DEFAULT);
    }
  }

  public EffectiveConfig {
    entries = List.copyOf(entries);
  }

  /** What somebody said. */
  public List<Entry> given() {
    return entries.stream().filter(e -> !e.isDefault()).toList();
  }

  /** What nobody said anything about. */
  public List<Entry> defaults() {
    return entries.stream().filter(Entry::isDefault).toList();
  }
}
