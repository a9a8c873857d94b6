package io.lacuna.trainer.compare;

import io.lacuna.trainer.compare.Entry.Needs;
import io.lacuna.trainer.learn.HeadLearner;
import io.lacuna.trainer.learn.PriorLearner;
import io.lacuna.trainer.learn.RidgeLearner;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The methods that can be compared. A new one is one more line here. */
public final class Catalogue {
  private static final List<Entry> ENTRIES =
      Stream.of(
              Stream.of(
                  adapter(),
                  completeOnly(),
                  Entry.learner(
                      "head-only",
                      "a plain head on the base with the same missing plan, no low-rank part",
                      Needs.NOTHING,
                      s -> List.of(s.config().head(), s.missing()),
                      s ->
                          HeadLearner.headOnly(
                              s.config().head(), s.missing(), s.origin(), s.checkpoints())),
                  Entry.learner(
                      "zero-fill",
                      "a plain head trained on all that subjects have; what is missing is zeros",
                      Needs.NOTHING,
                      s -> s.config().head(),
                      s ->
                          HeadLearner.zeroFill(
                              s.config().head(), Setting.COMPLETE, s.origin(), s.checkpoints())),
                  Entry.learner(
                      "ridge",
                      "a linear specialist per presence mask",
                      Needs.NOTHING,
                      s -> "",
                      s -> new RidgeLearner()),
                  Entry.learner(
                      "prior",
                      "the same answer for everybody: label shares and medians",
                      Needs.NOTHING,
                      s -> "",
                      s -> new PriorLearner()),
                  Entry.adapter(
                      "mora",
                      "modality-aware low-rank adaptation (arXiv 2408.09064)",
                      Needs.BLOCKS,
                      Setting::mora),
                  Entry.adapter(
                      "mmolre",
                      "multimodal mixture of low-rank experts, our reconstruction (2505.14143)",
                      Needs.NOTHING,
                      Setting::mixture)))
          .flatMap(s -> s)
          .toList();

  private Catalogue() {}

  private static Entry adapter() {
    Entry tuned =
        Entry.adapter(
            "adapter",
            "the configuration's adapter with its missing plan",
            Needs.NOTHING,
            s -> s.config().adapter());
    return new Entry(
        tuned.name(),
        tuned.what(),
        tuned.needs(),
        tuned.parameters(),
        (s, word) -> {
          Entry.Plan plan = tuned.maker().plan(s, word);
          return word.parameters().isEmpty()
              ? new Entry.Plan(plan.settings(), s.config().adapter().id(), plan.learner())
              : plan;
        });
  }

  private static Entry completeOnly() {
    return new Entry(
        "complete-only",
        "the configuration's adapter trained on all that subjects have, nothing taken away",
        Needs.COMPLETE,
        MethodWord.SETTINGS,
        (s, word) -> {
          var settings = word.change(s.config().adapter());
          return new Entry.Plan(
              Map.of("adapter", settings, "missing", Setting.COMPLETE),
              word.toString(),
              Entry.trained(s, settings, word.toString(), Setting.COMPLETE));
        });
  }

  /** Every method, in the order of the tables. */
  static List<Entry> entries() {
    return ENTRIES;
  }

  /**
   * Reads a method's name and parameters.
   *
   * @throws IllegalArgumentException if there is no such method or parameter; says which there are
   */
  public static Method method(String text) {
    MethodWord word = MethodWord.parse(text);
    Entry entry =
        ENTRIES.stream()
            .filter(e -> e.name().equals(word.name()))
            .findFirst()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "'" + word.name() + "' must be one of " + names() + ", or all"));
    word.requireOnly(entry.parameters());
    return new Method(word, entry);
  }

  private static List<String> names() {
    return ENTRIES.stream().map(Entry::name).toList();
  }

  /** For people: a row per method. */
  static String list() {
    String rows =
        ENTRIES.stream()
            .map(
                e ->
                    "| `"
                        + e.name()
                        + "` | "
                        + e.what()
                        + " | "
                        + e.needs()
                        + " | "
                        + takes(e.parameters())
                        + " |\n")
            .collect(Collectors.joining());
    return "| method | what | works on | parameters |\n|---|---|---|---|\n" + rows;
  }

  private static String takes(Set<String> parameters) {
    return parameters.stream().sorted().map(p -> "`" + p + "`").collect(Collectors.joining(", "));
  }
}
