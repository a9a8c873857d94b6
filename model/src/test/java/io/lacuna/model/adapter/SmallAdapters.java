package io.lacuna.model.adapter;

import io.lacuna.model.base.FusionBase;
import io.lacuna.model.base.MiniLm;
import io.lacuna.model.nn.ExpertOptions;
import io.lacuna.model.tensor.Parameters;
import io.lacuna.schema.Modality;
import io.lacuna.schema.TaskKind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Small untrained adapters in folders as the trainer writes them. */
public final class SmallAdapters {
  private SmallAdapters() {}

  /** Writes an adapter with weights of which none is zero; returns its digest. */
  public static String write(Path baseDir, Path folder, Method method, long seed)
      throws IOException {
    return write(baseDir, folder, method, MixtureOptions.ALL_ON, seed);
  }

  /** Two, or what is left where there is no gate. */
  private static int experts(ExpertOptions options) {
    return options.routing() != ExpertOptions.Routing.NONE ? 2 : options.own() ? 0 : 1;
  }

  /** As above; the options are those of a mixture. */
  public static String write(
      Path baseDir, Path folder, Method method, MixtureOptions options, long seed)
      throws IOException {
    boolean delta = method == Method.MODALITY_AWARE_LORA;
    try (FusionBase base = FusionBase.load(baseDir, "cpu")) {
      AdapterConfig config =
          new AdapterConfig(
              method,
              "small-" + seed,
              "small",
              base.digest(),
              4,
              4,
              List.of(0),
              MiniLm.WIDTH,
              16,
              delta ? 0 : experts(options.experts()),
              delta ? MoraOptions.DEFAULT : null,
              delta ? null : options,
              List.of(Modality.values()),
              List.of(
                  new AdapterTask(
                      "sentiment", TaskKind.REGRESSION, List.of("sentiment"), List.of(0.5), -3, 3),
                  new AdapterTask(
                      "emotion",
                      TaskKind.MULTILABEL,
                      List.of("joy", "fear"),
                      List.of(0.6, 0.1),
                      0,
                      1)),
              seed,
              new AdapterConfig.TrainingData("none", "cd".repeat(32)),
              Map.of());
      AdapterModel fresh = AdapterModel.of(config);
      Parameters weights = fresh.init(base.manager(), seed);
      Random random = new Random(seed);
      weights.asMap().values().forEach(w -> w.addi(0.02 + 0.02 * random.nextGaussian()));
      Adapter adapter = new Adapter(fresh, weights);
      AdapterWriter.write(folder, adapter, Golden.of(base, adapter), "{}", "");
      return adapter.digest();
    }
  }
}
