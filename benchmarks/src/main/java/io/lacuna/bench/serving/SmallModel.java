package io.lacuna.bench.serving;

import io.lacuna.model.adapter.Adapter;
import io.lacuna.model.adapter.AdapterConfig;
import io.lacuna.model.adapter.AdapterModel;
import io.lacuna.model.adapter.AdapterTask;
import io.lacuna.model.adapter.AdapterWriter;
import io.lacuna.model.adapter.Method;
import io.lacuna.model.adapter.MoraOptions;
import io.lacuna.model.base.FeatureBase;
import io.lacuna.model.base.FeatureBaseConfig;
import io.lacuna.model.base.FeatureBaseStore;
import io.lacuna.model.features.Features;
import io.lacuna.schema.Modality;
import io.lacuna.schema.TaskKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** A base of ready features with a plain head: every call reaches the engine, and costs little. */
final class SmallModel {
  private static final int WIDTH = 16;
  private static final int VECTORS = 4;
  private static final long SEED = 7;

  private SmallModel() {}

  /** Writes {@code base} and {@code adapter} into a folder. */
  static void write(Path folder) throws IOException {
    Map<Modality, List<Integer>> shapes = new EnumMap<>(Modality.class);
    for (Modality m : Modality.values()) {
      shapes.put(m, List.of(VECTORS, WIDTH));
    }
    Path base = Files.createDirectories(folder.resolve("base"));
    Random random = new Random(SEED);
    List<Map<Modality, Features>> training = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      Map<Modality, Features> record = new EnumMap<>(Modality.class);
      shapes.keySet().forEach(m -> record.put(m, features(random)));
      training.add(record);
    }
    try (FeatureBase fitted =
        FeatureBaseStore.fit(new FeatureBaseConfig("small", shapes, 5), training, "cpu")) {
      FeatureBaseStore.save(base, fitted);
      AdapterModel head = AdapterModel.of(config(fitted.digest()));
      Adapter adapter = new Adapter(head, head.init(fitted, SEED));
      AdapterWriter.write(folder.resolve("adapter"), adapter, "{}", "");
    }
  }

  /** Random features of any modality. */
  static Features features(Random random) {
    int vectors = 1 + random.nextInt(VECTORS);
    float[] values = new float[vectors * WIDTH];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return new Features(new int[] {vectors, WIDTH}, values);
  }

  private static AdapterConfig config(String baseDigest) {
    return new AdapterConfig(
        Method.MODALITY_AWARE_LORA,
        "small",
        "small",
        baseDigest,
        1,
        1,
        List.of(),
        WIDTH,
        WIDTH,
        0,
        MoraOptions.DEFAULT,
        null,
        List.of(Modality.values()),
        List.of(
            new AdapterTask(
                "findings",
                TaskKind.MULTILABEL,
                List.of("one", "two", "three"),
                List.of(0.5, 0.5, 0.5),
                0,
                1)),
        SEED,
        new AdapterConfig.TrainingData("none", "0".repeat(64)),
        Map.of());
  }
}
