package io.lacuna.model.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.lacuna.model.adapter.Method;
import io.lacuna.model.base.BaseConfig;
import io.lacuna.model.base.BaseStore;
import io.lacuna.model.base.Bases;
import io.lacuna.model.base.FusionBase;
import io.lacuna.model.base.MiniLm;
import io.lacuna.model.features.Features;
import io.lacuna.model.modality.PresenceMask;
import io.lacuna.schema.Modality;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * 64 adapters of both methods and 7 presence masks in any mix. Under a fixed shape no bit of a
 * score depends on the batch; under the dynamic one nothing beyond 1e-5 does.
 */
class BatchCompositionTest {
  private static final int ADAPTERS = 64;
  private static final int BATCH = 8;
  private static final String[] MASKS =
      PresenceMask.nonEmpty().stream().map(PresenceMask::toString).toArray(String[]::new);

  @TempDir static Path dir;
  private static final List<String> digests = new ArrayList<>();
  private static DjlScoringModel dynamic;
  private static DjlScoringModel fixed;
  private static BaseConfig config;

  @BeforeAll
  static void open() throws IOException {
    Bases.save(dir.resolve("base"));
    config = BaseStore.readConfig(dir.resolve("base"));
    List<Path> folders = new ArrayList<>();
    try (FusionBase base = FusionBase.load(dir.resolve("base"), "cpu")) {
      for (int i = 0; i < ADAPTERS; i++) {
        folders.add(dir.resolve("a" + i));
        Method method = i % 2 == 0 ? Method.MODALITY_AWARE_LORA : Method.LOW_RANK_MIXTURE;
        List<Integer> deltas = i % 4 == 0 ? List.of(0) : List.of(0, 3);
        digests.add(
            SmallModels.write(folders.get(i), base.digest(), method, MiniLm.WIDTH, deltas, i));
      }
    }
    dynamic = DjlScoringModel.open(dir.resolve("base"), folders, "cpu");
    fixed = DjlScoringModel.open(dir.resolve("base"), folders, "cpu", BatchShape.fixed(BATCH));
  }

  @AfterAll
  static void close() {
    dynamic.close();
    fixed.close();
  }

  /** Every adapter with every mask once. */
  private static List<ScoringRequest> everyPair(long seed) {
    List<ScoringRequest> all = new ArrayList<>();
    for (int a = 0; a < ADAPTERS; a++) {
      String digest = digests.get(a);
      Bases.records(config, new Random(seed + a), MASKS)
          .forEach(features -> all.add(new ScoringRequest(features, digest)));
    }
    return all;
  }

  @Test
  void everyPairOfMaskAndAdapterScoresInAMixedBatchAsAlone() {
    List<ScoringRequest> all = everyPair(1);
    Collections.shuffle(all, new Random(2));
    long before = dynamic.forwards();
    List<Scores> mixed = new ArrayList<>();
    for (int from = 0; from < all.size(); from += 32) {
      mixed.addAll(dynamic.score(all.subList(from, Math.min(all.size(), from + 32))));
    }
    assertThat(dynamic.forwards() - before).isEqualTo(ADAPTERS * MASKS.length / 32);
    for (int i = 0; i < all.size(); i++) {
      assertClose(dynamic.score(List.of(all.get(i))).get(0), mixed.get(i));
    }
  }

  @Test
  void underAFixedShapeAnyOrderMatesAndSizeGiveTheSameBits() {
    List<ScoringRequest> all = everyPair(3);
    Map<ScoringRequest, Scores> first = new HashMap<>();
    long before = fixed.forwards();
    List<Scores> scores = fixed.score(all);
    assertThat(fixed.forwards() - before).isEqualTo(all.size() / BATCH);
    for (int i = 0; i < all.size(); i++) {
      first.put(all.get(i), scores.get(i));
    }
    Random random = new Random(4);
    Collections.shuffle(all, random);
    for (int from = 0; from < all.size(); ) {
      int size = 1 + random.nextInt(BATCH);
      List<ScoringRequest> batch = all.subList(from, Math.min(all.size(), from + size));
      List<Scores> again = fixed.score(batch);
      for (int i = 0; i < batch.size(); i++) {
        assertEqualBits(again.get(i), first.get(batch.get(i)));
      }
      from += batch.size();
    }
  }

  @Test
  void theFixedShapeChangesNoScoreBeyondRounding() {
    List<ScoringRequest> some = everyPair(5).subList(0, 28);
    List<Scores> expected = dynamic.score(some);
    List<Scores> scores = fixed.score(some);
    for (int i = 0; i < some.size(); i++) {
      assertClose(scores.get(i), expected.get(i));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7})
  void theMatesOfAPoisonedRecordDoNotChange(int poisoned) {
    List<ScoringRequest> batch = new ArrayList<>(everyPair(6).subList(0, BATCH));
    List<Scores> dynamicBefore = dynamic.score(batch);
    List<Scores> fixedBefore = fixed.score(batch);
    batch.set(poisoned, poison(batch.get(poisoned)));
    List<Scores> dynamicAfter = dynamic.score(batch);
    List<Scores> fixedAfter = fixed.score(batch);
    for (int i = 0; i < BATCH; i++) {
      if (i == poisoned) {
        assertThat(fixedAfter.get(i).values().get(0)[0]).isNaN();
        assertThat(dynamicAfter.get(i).values().get(0)[0]).isNaN();
      } else {
        assertClose(dynamicAfter.get(i), dynamicBefore.get(i));
        assertEqualBits(fixedAfter.get(i), fixedBefore.get(i));
      }
    }
  }

  private static ScoringRequest poison(ScoringRequest sound) {
    Map<Modality, Features> features = new EnumMap<>(sound.features());
    Features image = Bases.records(config, new Random(7), "I--").get(0).get(Modality.IMAGE);
    Arrays.fill(image.values(), Float.NaN);
    features.put(Modality.IMAGE, image);
    return new ScoringRequest(features, sound.adapter());
  }

  @Test
  void aFixedShapeNeedsARecord() {
    assertThatThrownBy(() -> BatchShape.fixed(0)).hasMessageContaining("at least one");
  }

  private static void assertClose(Scores actual, Scores expected) {
    for (int task = 0; task < expected.values().size(); task++) {
      float[] values = expected.values().get(task);
      for (int i = 0; i < values.length; i++) {
        assertThat(actual.values().get(task)[i]).isCloseTo(values[i], within(1e-5f));
      }
    }
  }

  private static void assertEqualBits(Scores actual, Scores expected) {
    for (int task = 0; task < expected.values().size(); task++) {
      assertThat(actual.values().get(task)).containsExactly(expected.values().get(task));
    }
    assertThat(actual.confidence()).isEqualTo(expected.confidence());
  }
}
