package io.lacuna.model.adapter;

import io.lacuna.model.base.Base;
import io.lacuna.model.features.Features;
import io.lacuna.schema.Modality;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** Made-up observations for golden records: always the same for a base. */
final class GoldenFeatures {
  private static final long SEED = 20_251_122;

  /** Word pieces of the BERT vocabulary that stand between opening and closing token. */
  private static final float[] WORDS = {7592, 2088};

  private GoldenFeatures() {}

  /** One observation with all modalities, one with the first alone, one without the first. */
  static List<Map<Modality, Features>> of(Base base, List<Modality> read) {
    List<Modality> usable = read.stream().filter(base.modalities()::contains).toList();
    Set<List<Modality>> masks = new LinkedHashSet<>();
    masks.add(usable);
    masks.add(usable.subList(0, 1));
    masks.add(usable.subList(1, usable.size()));
    masks.remove(List.<Modality>of());
    Random random = new Random(SEED);
    List<Map<Modality, Features>> observations = new ArrayList<>();
    for (List<Modality> mask : masks) {
      Map<Modality, Features> observation = new EnumMap<>(Modality.class);
      mask.forEach(m -> observation.put(m, varied(base.dummy(m), m, random)));
      observations.add(observation);
    }
    return observations;
  }

  /** What stands for a missing modality, made less empty. */
  private static Features varied(Features dummy, Modality modality, Random random) {
    float[] plain = dummy.values();
    if (modality == Modality.TEXT && isEmptyText(plain)) {
      float[] ids = {plain[0], WORDS[0], WORDS[1], plain[1]};
      return new Features(new int[] {ids.length}, ids);
    }
    float[] values = plain.clone();
    for (int i = 0; i < values.length; i++) {
      values[i] += (float) random.nextGaussian() / 2;
    }
    return new Features(dummy.shape(), values);
  }

  /** Opening and closing token and nothing between, as ids. */
  private static boolean isEmptyText(float[] values) {
    return values.length == 2 && values[0] == 101 && values[1] == 102;
  }
}
