package io.lacuna.bench.fuzz.targets;

import ai.djl.ndarray.NDManager;
import io.lacuna.bench.fuzz.mutate.Parts;
import io.lacuna.model.adapter.Adapter;
import io.lacuna.model.adapter.AdapterConfig;
import io.lacuna.model.adapter.AdapterModel;
import io.lacuna.model.adapter.AdapterTask;
import io.lacuna.model.adapter.AdapterWriter;
import io.lacuna.model.adapter.Golden;
import io.lacuna.model.adapter.Method;
import io.lacuna.model.adapter.MixtureOptions;
import io.lacuna.model.base.FeatureBase;
import io.lacuna.model.base.FeatureBaseConfig;
import io.lacuna.model.base.FeatureBaseStore;
import io.lacuna.model.features.Features;
import io.lacuna.model.tensor.Torch;
import io.lacuna.schema.Modality;
import io.lacuna.schema.TaskKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Small untrained adapters, as the trainer writes them, for a base of ready features. */
final class AdapterSeeds {
  private static final int VALUES = 6;
  private static final String NONE = "none";

  private AdapterSeeds() {}

  static FeatureBase base() {
    Map<Modality, List<Integer>> shapes = new EnumMap<>(Modality.class);
    Map<Modality, Features> low = new EnumMap<>(Modality.class);
    Map<Modality, Features> high = new EnumMap<>(Modality.class);
    for (Modality m : Modality.values()) {
      shapes.put(m, List.of(VALUES));
      low.put(m, vector(-1));
      high.put(m, vector(1));
    }
    return FeatureBaseStore.fit(
        new FeatureBaseConfig("fuzz", shapes, 5), List.of(low, high), "cpu");
  }

  private static Features vector(float value) {
    float[] values = new float[VALUES];
    Arrays.fill(values, value);
    return new Features(new int[] {VALUES}, values);
  }

  /** The named files of one adapter after the other, in one array each. */
  static List<byte[]> all(FeatureBase base, Path scratch, List<String> files) throws IOException {
    List<byte[]> seeds = new ArrayList<>();
    for (int seed = 0; seed < 2; seed++) {
      Path folder = scratch.resolve("seed-" + seed);
      write(base, folder, config(base, seed));
      List<byte[]> parts = new ArrayList<>();
      for (String file : files) {
        parts.add(Files.readAllBytes(folder.resolve(file)));
      }
      seeds.add(Parts.join(parts));
    }
    return seeds;
  }

  private static void write(FeatureBase base, Path folder, AdapterConfig config)
      throws IOException {
    AdapterModel model = AdapterModel.of(config);
    try (NDManager m = Torch.newManager("cpu")) {
      Adapter adapter = new Adapter(model, model.init(m, config.seed()));
      AdapterWriter.write(folder, adapter, Golden.of(base, adapter), "{}\n", "");
    }
  }

  private static AdapterConfig config(FeatureBase base, int seed) {
    AdapterTask labels =
        new AdapterTask(
            "findings", TaskKind.MULTILABEL, List.of("a", "b"), List.of(0.5, 0.25), 0, 1);
    AdapterTask value =
        new AdapterTask("sentiment", TaskKind.REGRESSION, List.of("s"), List.of(0.5), -3, 3);
    return new AdapterConfig(
        Method.LOW_RANK_MIXTURE,
        "fuzz-" + seed,
        "fuzz",
        base.digest(),
        2,
        2,
        List.of(0),
        base.width(),
        4,
        2,
        null,
        new MixtureOptions(1, 0, 0, MixtureOptions.HeadInput.ALL, true, true, true, seed == 0),
        List.of(Modality.values()),
        seed == 0 ? List.of(labels) : List.of(labels, value),
        seed,
        new AdapterConfig.TrainingData(NONE, "0".repeat(64)),
        Map.of("lacuna", NONE));
  }
}
