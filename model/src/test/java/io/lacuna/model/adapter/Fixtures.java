package io.lacuna.model.adapter;

import io.lacuna.model.base.BaseConfig;
import io.lacuna.model.base.MiniLm;
import io.lacuna.model.features.AudioSpec;
import io.lacuna.model.features.FeatureSpec;
import io.lacuna.model.features.Features;
import io.lacuna.model.features.ImageSpec;
import io.lacuna.model.features.TextSpec;
import io.lacuna.model.modality.PresenceMask;
import io.lacuna.schema.Modality;
import io.lacuna.schema.TaskKind;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Small configurations and random features for the tests of this package. */
final class Fixtures {
  static final String BASE_DIGEST = "ab".repeat(32);

  private Fixtures() {}

  static BaseConfig base(String textModelDigest) {
    FeatureSpec features =
        new FeatureSpec(
            new ImageSpec(1, 32, 32, 0.5f, 0.5f),
            new TextSpec(16),
            new AudioSpec(8000, 256, 80, 8, 0, 4000, 8, 64, false));
    return new BaseConfig(
        "tiny",
        textModelDigest,
        features,
        new BaseConfig.ImageStemConfig(List.of(8), List.of(0), 2),
        new BaseConfig.AudioStemConfig(List.of(8, 8), 3));
  }

  static AdapterConfig config(Method method) {
    boolean mora = method == Method.MODALITY_AWARE_LORA;
    return new AdapterConfig(
        method,
        mora ? "tiny-mora" : "tiny-mmolre",
        "tiny",
        BASE_DIGEST,
        4,
        4,
        mora ? List.of(0) : List.of(0, 1),
        MiniLm.WIDTH,
        32,
        mora ? 0 : 2,
        mora ? MoraOptions.DEFAULT : null,
        mora ? null : MixtureOptions.ALL_ON,
        List.of(Modality.values()),
        List.of(
            new AdapterTask(
                "sentiment", TaskKind.REGRESSION, List.of("sentiment"), List.of(0.5), -3, 3),
            new AdapterTask(
                "emotion", TaskKind.MULTILABEL, List.of("joy", "fear"), List.of(0.6, 0.1), 0, 1)),
        7,
        new AdapterConfig.TrainingData("none", "cd".repeat(32)),
        Map.of("lacuna", "test"));
  }

  /** Random features of the modalities in the mask. */
  static Map<Modality, Features> record(PresenceMask mask, Random random) {
    Map<Modality, Features> record = new EnumMap<>(Modality.class);
    int frames = 8 + random.nextInt(56);
    int words = 3 + random.nextInt(10);
    if (mask.has(Modality.IMAGE)) {
      record.put(Modality.IMAGE, normal(random, 1, 32, 32));
    }
    if (mask.has(Modality.TEXT)) {
      float[] ids = new float[words];
      for (int i = 0; i < words; i++) {
        ids[i] = 1000 + random.nextInt(20_000);
      }
      record.put(Modality.TEXT, new Features(new int[] {words}, ids));
    }
    if (mask.has(Modality.AUDIO)) {
      record.put(Modality.AUDIO, normal(random, frames, 8));
    }
    return record;
  }

  private static Features normal(Random random, int... shape) {
    int n = 1;
    for (int d : shape) {
      n *= d;
    }
    float[] values = new float[n];
    for (int i = 0; i < n; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return new Features(shape, values);
  }
}
