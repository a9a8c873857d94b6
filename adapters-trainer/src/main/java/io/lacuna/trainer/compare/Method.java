package io.lacuna.trainer.compare;

import io.lacuna.trainer.compare.Entry.Needs;
import java.util.Optional;

/**
 * A method that was asked for.
 *
 * @param entry in the catalogue
 */
public record Method(MethodWord word, Entry entry) {

  /**
   * What it will be.
   *
   * @throws IllegalArgumentException if its parameters cannot be used
   */
  public Entry.Plan plan(Setting setting) {
    return entry.maker().plan(setting, word);
  }

  /** Why it cannot be compared here; empty if it can. */
  Optional<String> obstacle(Setting setting) {
    if (entry.needs() == Needs.BLOCKS && setting.blocks() == 0) {
      return Optional.of("needs a base with blocks; this one has ready features and none");
    }
    if (entry.needs() == Needs.TASKS && setting.set().tasks().size() < 2) {
      return Optional.of("needs two tasks or more; data set " + setting.set().name() + " has one");
    }
    if (entry.needs() == Needs.COMPLETE && setting.lacking()) {
      return Optional.of(
          "learns from complete subjects; under --missing and mora70 there are none");
    }
    return Optional.empty();
  }

  @Override
  public String toString() {
    return word.toString();
  }
}
