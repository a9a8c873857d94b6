package io.lacuna.model.base;

import ai.djl.ndarray.NDManager;
import io.lacuna.model.base.BaseConfig.AudioStemConfig;
import io.lacuna.model.base.BaseConfig.ImageStemConfig;
import io.lacuna.model.features.AudioSpec;
import io.lacuna.model.features.FeatureSpec;
import io.lacuna.model.features.Features;
import io.lacuna.model.features.ImageSpec;
import io.lacuna.model.features.TextSpec;
import io.lacuna.model.modality.PresenceMask;
import io.lacuna.model.tensor.Torch;
import io.lacuna.schema.Modality;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Small bases with fresh stems, and random records for them. */
public final class Bases {
  private static final FeatureSpec FEATURES =
      new FeatureSpec(
          new ImageSpec(1, 32, 24, 0.5f, 0.5f),
          new TextSpec(16),
          new AudioSpec(8000, 256, 80, 16, 0, 4000, 20, 60, true));

  private Bases() {}

  public static void save(Path dir) throws IOException {
    save(dir, 7);
  }

  public static void save(Path dir, long seed) throws IOException {
    try (NDManager m = Torch.newManager("cpu")) {
      BaseConfig config =
          new BaseConfig(
              "small",
              MiniLmWeights.load(m).digest(),
              FEATURES,
              new ImageStemConfig(List.of(8, 16), List.of(0, 1), 2),
              new AudioStemConfig(List.of(8, 16), 3));
      BaseStore.save(dir, config, Stems.init(m, config, seed));
    }
  }

  /** One record per mask, e.g. {@code IT-}; {@code ---} has nothing. */
  public static List<Map<Modality, Features>> records(
      BaseConfig config, Random random, String... masks) {
    List<Map<Modality, Features>> records = new ArrayList<>();
    for (String mask : masks) {
      Map<Modality, Features> record = new EnumMap<>(Modality.class);
      for (Modality modality : PresenceMask.parse(mask).modalities()) {
        record.put(modality, features(config.features(), modality, random));
      }
      records.add(record);
    }
    return records;
  }

  private static Features features(FeatureSpec spec, Modality modality, Random random) {
    int[] shape =
        switch (modality) {
          case IMAGE ->
              new int[] {spec.image().channels(), spec.image().height(), spec.image().width()};
          case TEXT -> new int[] {3 + random.nextInt(spec.text().maxTokens() - 2)};
          case AUDIO ->
              new int[] {
                spec.audio().minFrames()
                    + random.nextInt(spec.audio().maxFrames() - spec.audio().minFrames() + 1),
                spec.audio().bins()
              };
        };
    int size = 1;
    for (int d : shape) {
      size *= d;
    }
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] =
          modality == Modality.TEXT ? random.nextInt(30_000) : (float) random.nextGaussian();
    }
    return new Features(shape, values);
  }
}
