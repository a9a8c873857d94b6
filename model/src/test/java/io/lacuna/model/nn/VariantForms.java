package io.lacuna.model.nn;

import static io.lacuna.model.nn.ExpertOptions.Activation.GELU;

import io.lacuna.model.nn.ExpertOptions.Activation;
import io.lacuna.model.nn.ExpertOptions.Routing;
import java.util.List;
import java.util.Map;

/** The variants of golden/mixture_variants.safetensors, by their names there. */
final class VariantForms {
  static final List<String> TASKS = List.of("sentiment", "emotion");
  static final int WIDTH = 16;

  private static final int RANK = 3;
  private static final int SHARED = 4;

  static final Map<String, MixtureForm> ALL =
      Map.of(
          "mmolre", form(true, GELU, Routing.SHARED, SHARED, RANK, 0),
          "linear", form(true, Activation.NONE, Routing.SHARED, SHARED, RANK, 0),
          "hard_sharing", form(false, GELU, Routing.NONE, 1, RANK, 0),
          "mmoe", form(false, GELU, Routing.SHARED, SHARED, RANK, 0),
          "cgc", form(true, GELU, Routing.SHARED_AND_OWN, SHARED, WIDTH, 0),
          "own_only", form(true, GELU, Routing.NONE, 0, RANK, 0),
          "unfactored", form(true, GELU, Routing.SHARED, SHARED, WIDTH, 0),
          "soft", form(true, GELU, Routing.ALL, SHARED, RANK, 0),
          "top_k", form(true, Activation.NONE, Routing.SHARED, SHARED, RANK, 2));

  private VariantForms() {}

  static MixtureForm form(
      boolean own, Activation activation, Routing routing, int shared, int rank, int topK) {
    ExpertOptions options = new ExpertOptions(own, activation, routing, topK, false);
    return new MixtureForm(WIDTH, rank, shared, 3, true, options, TASKS);
  }

  static MixtureForm merged(MixtureForm form) {
    return new MixtureForm(
        form.width(),
        form.rank(),
        form.experts(),
        form.kernel(),
        form.presence(),
        form.options().asMerged(),
        form.tasks());
  }
}
