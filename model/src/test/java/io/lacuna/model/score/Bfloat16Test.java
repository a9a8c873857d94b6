package io.lacuna.model.score;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import io.lacuna.model.adapter.Adapter;
import io.lacuna.model.adapter.AdapterCheck;
import io.lacuna.model.adapter.Golden;
import io.lacuna.model.adapter.Method;
import io.lacuna.model.base.BaseConfig;
import io.lacuna.model.base.BaseStore;
import io.lacuna.model.base.Bases;
import io.lacuna.model.base.FusionBase;
import io.lacuna.model.base.MiniLm;
import io.lacuna.model.bases.BaseFolder;
import io.lacuna.model.modality.PresenceMask;
import io.lacuna.model.tensor.Precision;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Blocks in bfloat16 stay within a band of those in float32, and repeat themselves. */
class Bfloat16Test {
  private static final int ADAPTERS = 8;
  private static final int BATCH = 8;
  private static final double BAND = AdapterCheck.BFLOAT16_TOLERANCE;

  /** Of the tasks that {@link SmallModels} answer: a sentiment of −3 to 3, and probabilities. */
  private static final List<Float> RANGES = List.of(6f, 1f);

  private static final String[] MASKS =
      PresenceMask.nonEmpty().stream().map(PresenceMask::toString).toArray(String[]::new);

  @TempDir static Path dir;
  private static final List<String> digests = new ArrayList<>();
  private static final List<Path> folders = new ArrayList<>();
  private static BaseConfig config;

  @BeforeAll
  static void write() throws IOException {
    Bases.save(dir.resolve("base"));
    config = BaseStore.readConfig(dir.resolve("base"));
    try (FusionBase base = FusionBase.load(dir.resolve("base"), "cpu")) {
      for (int i = 0; i < ADAPTERS; i++) {
        folders.add(dir.resolve("a" + i));
        Method method = i % 2 == 0 ? Method.MODALITY_AWARE_LORA : Method.LOW_RANK_MIXTURE;
        digests.add(
            SmallModels.write(
                folders.get(i), base.digest(), method, MiniLm.WIDTH, List.of(0, 3), i));
        try (NDManager m = base.manager().newSubManager()) {
          Adapter adapter = Adapter.load(folders.get(i), m, base.digest());
          Golden.of(base, adapter).write(folders.get(i));
        }
      }
    }
  }

  @AfterAll
  static void forget() {
    digests.clear();
    folders.clear();
  }

  @ParameterizedTest
  @CsvSource({"patient,mora", "utterance,mmolre"})
  void theShippedAdaptersKeepTheirGoldenScoresWithinTheBand(String pipeline, String name)
      throws IOException {
    Path models = Path.of("..", "models", pipeline);
    FusionBase exact = (FusionBase) BaseFolder.load(models.resolve("base"), "cpu");
    try (FusionBase half = exact.inBfloat16();
        NDManager m = half.manager().newSubManager()) {
      Adapter adapter = AdapterCheck.load(models.resolve(name), half, m, null);
      Golden golden = Golden.read(models.resolve(name), adapter);
      float apart = golden.shareOfRange(half, adapter);
      assertThat(golden.distance(exact, adapter)).isLessThanOrEqualTo(AdapterCheck.TOLERANCE);
      assertThat(apart).isBetween(1e-5f, AdapterCheck.BFLOAT16_TOLERANCE);
    }
  }

  @Test
  void mixedBatchesLieWithinTheBandOfFloat32AndRepeatBitForBit() throws IOException {
    List<ScoringRequest> all = everyPair(1);
    try (DjlScoringModel exact = open(BatchShape.DYNAMIC, Precision.FLOAT32);
        DjlScoringModel half = open(BatchShape.DYNAMIC, Precision.BFLOAT16)) {
      assertThat(half.modelDigest()).isNotEqualTo(exact.modelDigest()).hasSize(64);
      List<Scores> once = half.score(all);
      List<Scores> alone = all.stream().map(r -> half.score(List.of(r)).get(0)).toList();
      assertThat(apart(once, exact.score(all))).isBetween(1e-5, BAND);
      assertThat(apart(once, alone)).isLessThan(BAND);
      assertThat(apart(once, half.score(all))).isZero();
    }
  }

  @Test
  void underAFixedShapeAnyOrderMatesAndSizeGiveTheSameBits() throws IOException {
    List<ScoringRequest> all = everyPair(3);
    try (DjlScoringModel half = open(BatchShape.fixed(BATCH), Precision.BFLOAT16)) {
      List<Scores> first = half.score(all);
      List<Integer> order = new ArrayList<>();
      for (int i = 0; i < all.size(); i++) {
        order.add(i);
      }
      Random random = new Random(4);
      Collections.shuffle(order, random);
      for (int from = 0; from < order.size(); ) {
        int to = Math.min(order.size(), from + 1 + random.nextInt(BATCH));
        List<Integer> part = order.subList(from, to);
        List<Scores> again = half.score(part.stream().map(all::get).toList());
        assertThat(apart(again, part.stream().map(first::get).toList())).isZero();
        from = to;
      }
    }
  }

  private static DjlScoringModel open(BatchShape shape, Precision precision) throws IOException {
    return DjlScoringModel.openVerified(dir.resolve("base"), folders, "cpu", shape, precision);
  }

  /** Every adapter with every mask once. */
  private static List<ScoringRequest> everyPair(long seed) {
    List<ScoringRequest> all = new ArrayList<>();
    for (int a = 0; a < ADAPTERS; a++) {
      String digest = digests.get(a);
      Bases.records(config, new Random(seed + a), MASKS)
          .forEach(features -> all.add(new ScoringRequest(features, digest)));
    }
    Collections.shuffle(all, new Random(seed));
    return all;
  }

  /** Greatest difference as a share of what the task's scores can be. */
  private static double apart(List<Scores> some, List<Scores> others) {
    double greatest = 0;
    for (int i = 0; i < some.size(); i++) {
      for (int task = 0; task < some.get(i).values().size(); task++) {
        float[] a = some.get(i).values().get(task);
        float[] b = others.get(i).values().get(task);
        float range = RANGES.get(task);
        for (int v = 0; v < a.length; v++) {
          greatest = Math.max(greatest, Math.abs(a[v] - b[v]) / range);
        }
      }
    }
    return greatest;
  }
}
