package io.lacuna.trainer.compare;

import io.lacuna.trainer.baseline.PromptSettings;
import io.lacuna.trainer.compare.Entry.Needs;
import io.lacuna.trainer.learn.Baselines;
import io.lacuna.trainer.learn.HeadLearner;
import io.lacuna.trainer.learn.PriorLearner;
import io.lacuna.trainer.learn.RidgeLearner;
import io.lacuna.trainer.method.MixtureVariants;
import io.lacuna.trainer.method.TaskWeightVariants;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
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
                          Setting::mora)
                      .taking(MethodWord.WITHOUT_EXPERTS),
                  Entry.adapter(
                      "mmolre",
                      "multimodal mixture of low-rank experts, our reconstruction (2505.14143)",
                      Needs.NOTHING,
                      Setting::mixture)),
              baselines(),
              Entry.variants(MixtureVariants.all(), Needs.NOTHING, Setting::mixture),
              Entry.variants(TaskWeightVariants.all(), Needs.TASKS, s -> s.config().adapter()))
          .flatMap(s -> s)
          .toList();

  private Catalogue() {}

  /** What others do on the same base. */
  private static Stream<Entry> baselines() {
    return Stream.of(
        Entry.tuned(
                "lora-single",
                "MoRA with one up-projection for all modalities",
                Needs.BLOCKS,
                Setting::mora,
                (s, a, label) -> Baselines.loraSingle(a, s.missing(), s.origin(), s.checkpoints()))
            .taking(MethodWord.WITHOUT_EXPERTS),
        Entry.tuned(
                "lora-qv",
                "LoRA on query and value of every block (arXiv 2106.09685)",
                Needs.BLOCKS,
                Setting::mora,
                (s, a, label) -> Baselines.loraQv(a, s.missing(), s.origin(), s.checkpoints()))
            .taking(Set.of("r")),
        Entry.learner(
            "map",
            "missing-aware prompts, a set per presence pattern (arXiv 2303.03369)",
            Needs.BLOCKS,
            s -> List.of(PromptSettings.AUTHORS, s.mora(), s.missing()),
            s ->
                Baselines.map(
                    PromptSettings.AUTHORS, s.mora(), s.missing(), s.origin(), s.checkpoints())),
        Entry.learner(
            "modality-dropout",
            "zero-fill that is trained with the missing plan",
            Needs.NOTHING,
            s -> List.of(s.config().head(), s.missing()),
            s ->
                Baselines.modalityDropout(
                    s.config().head(), s.missing(), s.origin(), s.checkpoints())),
        Entry.learner(
            "specialists",
            "a plain head per presence mask, trained on that mask alone",
            Needs.NOTHING,
            s -> s.config().head(),
            s -> Baselines.specialists(s.config().head(), s.origin(), s.checkpoints())));
  }

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
          var settings =
              Entry.settings(s, word, t -> t.config().adapter(), UnaryOperator.identity());
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
