package io.lacuna.trainer.method;

import static io.lacuna.model.nn.ExpertOptions.Activation.GELU;
import static io.lacuna.model.nn.ExpertOptions.Routing.ALL;
import static io.lacuna.model.nn.ExpertOptions.Routing.NONE;
import static io.lacuna.model.nn.ExpertOptions.Routing.SHARED;
import static io.lacuna.model.nn.ExpertOptions.Routing.SHARED_AND_OWN;

import io.lacuna.model.adapter.MixtureOptions.HeadInput;
import io.lacuna.model.nn.ExpertOptions;
import io.lacuna.trainer.config.AdapterSettings;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * The low-rank mixture with other experts, another gate, or one modality-aware part switched, as
 * changes of the settings of a mixture. Everything that a variant does not name stays.
 */
public final class MixtureVariants {
  /** MLoRE keeps 9 of 15 experts. */
  private static final double KEPT = 9.0 / 15;

  private static final List<Variant> EXPERTS =
      List.of(
          variant(
              "hard-sharing",
              "one unfactored expert for all tasks, no gate",
              s -> s.unfactored().experts(1, new ExpertOptions(false, GELU, NONE, 0, false))),
          variant(
              "mmoe",
              "unfactored shared experts, a gate per task, no own ones (MMoE, Ma et al. 2018)",
              s -> s.unfactored().experts(new ExpertOptions(false, GELU, SHARED, 0, false))),
          variant(
              "cgc",
              "unfactored shared and own experts behind one gate (CGC of PLE, Tang et al. 2020)",
              s -> s.unfactored().experts(new ExpertOptions(true, GELU, SHARED_AND_OWN, 0, false))),
          variant(
              "without-own",
              "no experts of a task's own",
              s -> s.experts(new ExpertOptions(false, GELU, SHARED, 0, false))),
          variant(
              "without-shared",
              "a task's own expert alone, no gate",
              s -> s.experts(0, new ExpertOptions(true, GELU, NONE, 0, false))),
          variant("one-block", "the first of the stacked blocks alone", MixtureChange::oneBlock),
          variant(
              "unfactored", "experts without the low-rank bottleneck", MixtureChange::unfactored),
          variant(
              "linear-experts",
              "no activation inside an expert (MLoRE, Yang et al. 2024)",
              s ->
                  s.experts(
                      new ExpertOptions(true, ExpertOptions.Activation.NONE, SHARED, 0, false))),
          variant(
              "soft-routing",
              "one gate over the experts of all tasks, none left out (as Omni-SMoLA, 2023)",
              s -> s.experts(new ExpertOptions(true, GELU, ALL, 0, false))),
          variant(
              "noisy-top-k",
              "noise in training, 3 of 5 shared experts kept (MLoRE, Yang et al. 2024)",
              s -> s.experts(new ExpertOptions(true, GELU, SHARED, kept(s.experts()), false))));

  private static final List<Variant> AWARENESS =
      List.of(
          variant(
              "no-presence",
              "gates do not know the presence pattern",
              s -> s.awareness(false, s.hardMask(), s.missingVector())),
          variant(
              "no-hard-mask",
              "absent modalities take part in the fusion",
              s -> s.awareness(s.presence(), false, s.missingVector())),
          variant(
              "no-missing-vector",
              "zeros stand for an absent modality",
              s -> s.awareness(s.presence(), s.hardMask(), false)),
          variant(
              "no-unimodal", "no answers from one modality alone", MixtureChange::withoutUnimodal),
          variant(
              "unaware",
              "none of the four: the reconstruction of the published model",
              s -> s.awareness(false, false, false).withoutUnimodal()),
          variant("no-balance", "no loss on uneven gates", s -> s.balance(0)),
          variant(
              "no-more-versus-fewer",
              "no loss where more modalities do worse",
              s -> s.moreVersusFewer(0)),
          variant(
              "more-versus-fewer",
              "a loss of weight 1 where more modalities do worse (SimMLM, 2025)",
              s -> s.moreVersusFewer(1)),
          variant(
              "head-all",
              "heads read the vectors of all modalities as well",
              s -> s.headInput(HeadInput.ALL)),
          variant(
              "head-fused",
              "heads read the fused vector alone",
              s -> s.headInput(HeadInput.FUSED)));

  private MixtureVariants() {}

  /** All variants: those of experts and gates, then those of the modality-aware parts. */
  public static List<Variant> all() {
    return Stream.of(EXPERTS, AWARENESS).flatMap(List::stream).toList();
  }

  /** The variants that differ from the settings of a mixture: others would be the same again. */
  public static List<Variant> of(AdapterSettings mixture) {
    return all().stream().filter(v -> !v.change().apply(mixture).equals(mixture)).toList();
  }

  /** The mixture with another rank. */
  public static Variant rank(int r) {
    return variant("rank-" + r, "experts of rank " + r, s -> s.rank(r));
  }

  /** The mixture with another number of shared experts. */
  public static Variant experts(int n) {
    return variant("experts-" + n, n + " shared experts", s -> s.experts(n, s.options()));
  }

  /** The same without the bottleneck. */
  public static Variant unfactored(int n) {
    return variant(
        "unfactored-" + n,
        n + " shared experts without the low-rank bottleneck",
        s -> s.unfactored().experts(n, s.options()));
  }

  private static int kept(int experts) {
    return (int) Math.max(1, Math.round(KEPT * experts));
  }

  private static Variant variant(String name, String what, UnaryOperator<MixtureChange> change) {
    return new Variant(name, what, s -> change.apply(MixtureChange.of(s)).settings());
  }
}
