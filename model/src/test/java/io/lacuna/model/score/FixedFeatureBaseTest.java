package io.lacuna.model.score;

import static org.assertj.core.api.Assertions.assertThat;

import io.lacuna.model.adapter.Method;
import io.lacuna.model.base.FeatureBase;
import io.lacuna.model.base.FeatureBaseConfig;
import io.lacuna.model.base.FeatureBaseStore;
import io.lacuna.model.features.Features;
import io.lacuna.model.modality.PresenceMask;
import io.lacuna.schema.Modality;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A base of ready features of any length, under a fixed shape. */
class FixedFeatureBaseTest {
  private static final Map<Modality, List<Integer>> SHAPES =
      Map.of(
          Modality.IMAGE,
          List.of(20),
          Modality.TEXT,
          List.of(6, 13),
          Modality.AUDIO,
          List.of(9, 7));
  private static final int BATCH = 5;

  @TempDir Path dir;

  @Test
  void anyOrderMatesAndSizeGiveTheSameBits() throws Exception {
    Random random = new Random(1);
    Path baseDir = Files.createDirectories(dir.resolve("base"));
    List<Map<Modality, Features>> training = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      training.add(record(PresenceMask.of(SHAPES.keySet()), random));
    }
    List<String> digests = new ArrayList<>();
    List<Path> folders = List.of(dir.resolve("mora"), dir.resolve("mmolre"));
    try (FeatureBase base =
        FeatureBaseStore.fit(new FeatureBaseConfig("ready", SHAPES, 5), training, "cpu")) {
      FeatureBaseStore.save(baseDir, base);
      Method[] methods = {Method.MODALITY_AWARE_LORA, Method.LOW_RANK_MIXTURE};
      for (int i = 0; i < folders.size(); i++) {
        digests.add(
            SmallModels.write(folders.get(i), base.digest(), methods[i], 20, List.of(), i + 1));
      }
    }
    List<ScoringRequest> all = new ArrayList<>();
    for (int i = 0; i < 140; i++) {
      PresenceMask mask = PresenceMask.nonEmpty().get(i % 7);
      all.add(new ScoringRequest(record(mask, random), digests.get(i % 2)));
    }
    try (DjlScoringModel model =
        DjlScoringModel.open(baseDir, folders, "cpu", BatchShape.fixed(BATCH))) {
      Map<ScoringRequest, Scores> first = new IdentityHashMap<>();
      List<Scores> scores = model.score(all);
      for (int i = 0; i < all.size(); i++) {
        first.put(all.get(i), scores.get(i));
      }
      Collections.shuffle(all, random);
      for (int from = 0; from < all.size(); ) {
        int size = 1 + random.nextInt(BATCH);
        List<ScoringRequest> batch = all.subList(from, Math.min(all.size(), from + size));
        List<Scores> again = model.score(batch);
        for (int i = 0; i < batch.size(); i++) {
          List<float[]> expected = first.get(batch.get(i)).values();
          for (int task = 0; task < expected.size(); task++) {
            assertThat(again.get(i).values().get(task)).containsExactly(expected.get(task));
          }
        }
        from += batch.size();
      }
    }
  }

  private static Map<Modality, Features> record(PresenceMask mask, Random random) {
    Map<Modality, Features> record = new EnumMap<>(Modality.class);
    for (Modality m : mask.modalities()) {
      int[] shape = SHAPES.get(m).stream().mapToInt(d -> d).toArray();
      if (shape.length == 2) {
        shape[0] = 1 + random.nextInt(shape[0]);
      }
      int size = 1;
      for (int d : shape) {
        size *= d;
      }
      float[] values = new float[size];
      for (int i = 0; i < size; i++) {
        values[i] = (float) random.nextGaussian();
      }
      record.put(m, new Features(shape, values));
    }
    return record;
  }
}
