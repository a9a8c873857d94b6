package io.lacuna.model.score;

import ai.djl.ndarray.NDManager;
import io.lacuna.model.adapter.Adapter;
import io.lacuna.model.adapter.AdapterConfig;
import io.lacuna.model.adapter.AdapterModel;
import io.lacuna.model.adapter.AdapterTask;
import io.lacuna.model.adapter.AdapterWriter;
import io.lacuna.model.adapter.Method;
import io.lacuna.model.adapter.MixtureOptions;
import io.lacuna.model.adapter.MoraOptions;
import io.lacuna.model.tensor.Parameters;
import io.lacuna.model.tensor.Torch;
import io.lacuna.schema.Modality;
import io.lacuna.schema.TaskKind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Adapter folders with fresh weights, of which none is zero. */
final class SmallModels {
  private SmallModels() {}

  /**
   * Writes an adapter for all modalities.
   *
   * @param width of the base
   * @param deltas blocks with a delta, for MoRA
   * @return its digest
   */
  static String write(
      Path folder, String baseDigest, Method method, int width, List<Integer> deltas, long seed)
      throws IOException {
    List<AdapterTask> tasks =
        List.of(
            new AdapterTask(
                "sentiment", TaskKind.REGRESSION, List.of("sentiment"), List.of(0.5), -3, 3),
            new AdapterTask(
                "emotion", TaskKind.MULTILABEL, List.of("joy", "fear"), List.of(0.6, 0.1), 0, 1));
    boolean mora = method == Method.MODALITY_AWARE_LORA;
    AdapterConfig config =
        new AdapterConfig(
            method,
            folder.getFileName().toString(),
            "small",
            baseDigest,
            4,
            4,
            mora ? deltas : List.of(0),
            width,
            16,
            mora ? 0 : 2,
            mora ? MoraOptions.DEFAULT : null,
            mora ? null : MixtureOptions.ALL_ON,
            List.of(Modality.values()),
            tasks,
            seed,
            new AdapterConfig.TrainingData("none", "cd".repeat(32)),
            Map.of());
    try (NDManager m = Torch.newManager("cpu")) {
      AdapterModel fresh = AdapterModel.of(config);
      Parameters weights = fresh.init(m, seed);
      Random random = new Random(seed);
      weights
          .asMap()
          .values()
          .forEach(
              w -> {
                float[] noise = new float[(int) w.size()];
                for (int i = 0; i < noise.length; i++) {
                  noise[i] = (float) (0.02 * random.nextGaussian());
                }
                w.addi(m.create(noise, w.getShape()));
              });
      Adapter adapter = new Adapter(fresh, weights);
      AdapterWriter.write(folder, adapter, "{}", "");
      return adapter.digest();
    }
  }
}
