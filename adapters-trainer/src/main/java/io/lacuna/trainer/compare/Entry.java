package io.lacuna.trainer.compare;

import io.lacuna.trainer.config.AdapterSettings;
import io.lacuna.trainer.config.BlockNumbers;
import io.lacuna.trainer.config.MissingSettings;
import io.lacuna.trainer.learn.AdapterLearner;
import io.lacuna.trainer.learn.Learner;
import io.lacuna.trainer.method.Variant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * A method of the catalogue.
 *
 * @param name as on the command line
 * @param what it is, in one line
 * @param needs what of base and data it needs
 * @param parameters that its name may be followed by
 * @param maker makes its plan
 */
public record Entry(String name, String what, Needs needs, Set<String> parameters, Maker maker) {

  /** What a method works on. */
  public enum Needs {
    /** Every base. */
    NOTHING("any base"),
    /** A base that runs blocks over tokens. */
    BLOCKS("a base with blocks"),
    /** Several tasks in one data set. */
    TASKS("any base, two tasks or more"),
    /** Training subjects from whom nothing is taken for good. */
    COMPLETE("any base, without --missing and mora70");

    private final String words;

    Needs(String words) {
      this.words = words;
    }

    @Override
    public String toString() {
      return words;
    }
  }

  /**
   * A method that is ready to learn.
   *
   * @param settings all that its answers depend on beside data, base, seed and code; written as
   *     JSON into the digest of what it answered
   * @param label for tables
   */
  public record Plan(Object settings, String label, Learner learner) {}

  /** The same with these parameters alone. */
  Entry taking(Set<String> some) {
    return new Entry(name, what, needs, some, maker);
  }

  /** Makes the plan of a method. */
  @FunctionalInterface
  public interface Maker {
    /**
     * @param word what was asked for, its parameters included
     * @throws IllegalArgumentException if the parameters cannot be used
     */
    Plan plan(Setting setting, MethodWord word);
  }

  /** A method with settings of its own and no parameters; its table label is the learner's name. */
  public static Entry learner(
      String name,
      String what,
      Needs needs,
      Function<Setting, Object> settings,
      Function<Setting, Learner> learner) {
    return new Entry(
        name,
        what,
        needs,
        Set.of(),
        (s, word) -> {
          Learner made = learner.apply(s);
          return new Plan(settings.apply(s), made.name(), made);
        });
  }

  /**
   * A method that is given adapter settings.
   *
   * @param from what parameters change
   * @param change what makes it this method, after the parameters
   */
  private static Entry changed(
      String name,
      String what,
      Needs needs,
      Function<Setting, AdapterSettings> from,
      UnaryOperator<AdapterSettings> change,
      Tuned learner) {
    return new Entry(
        name,
        what,
        needs,
        MethodWord.SETTINGS,
        (s, word) -> {
          AdapterSettings settings = settings(s, word, from, change);
          Learner made = learner.of(s, settings, word.toString());
          Map<String, Object> all = Map.of("adapter", settings, "missing", s.missing());
          return new Plan(all, word.toString(), made);
        });
  }

  /**
   * Settings of a method with the parameters of its word.
   *
   * @throws IllegalArgumentException if a parameter cannot be used, or the method sets it itself
   */
  static AdapterSettings settings(
      Setting s,
      MethodWord word,
      Function<Setting, AdapterSettings> from,
      UnaryOperator<AdapterSettings> change) {
    AdapterSettings settings = change.apply(word.change(from.apply(s)));
    word.requireKept(settings);
    if (settings.mora() != null) {
      BlockNumbers.requireBelow(
          "method '" + word + "': blocks", settings.blocks(), s.blocks(), "the base");
    }
    return settings;
  }

  /** A method that is given adapter settings, which parameters may change. */
  public static Entry tuned(
      String name,
      String what,
      Needs needs,
      Function<Setting, AdapterSettings> from,
      Tuned learner) {
    return changed(name, what, needs, from, UnaryOperator.identity(), learner);
  }

  /** Makes a learner of settings. */
  @FunctionalInterface
  public interface Tuned {
    Learner of(Setting setting, AdapterSettings settings, String label);
  }

  /** An adapter as {@code train} trains it. */
  static Entry adapter(
      String name, String what, Needs needs, Function<Setting, AdapterSettings> from) {
    return tuned(name, what, needs, from, Entry::asConfigured);
  }

  /** Adapters that differ from another in one thing each. */
  static Stream<Entry> variants(
      List<Variant> variants, Needs needs, Function<Setting, AdapterSettings> from) {
    return variants.stream()
        .map(v -> changed(v.name(), v.what(), needs, from, v.change(), Entry::asConfigured));
  }

  private static Learner asConfigured(Setting s, AdapterSettings settings, String label) {
    return trained(s, settings, label, s.missing());
  }

  static AdapterLearner trained(
      Setting s, AdapterSettings settings, String label, MissingSettings missing) {
    return new AdapterLearner(label, settings, missing, s.origin(), s.checkpoints());
  }
}
