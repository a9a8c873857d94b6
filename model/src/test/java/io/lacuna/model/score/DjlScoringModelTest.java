package io.lacuna.model.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;
import io.lacuna.model.adapter.Adapter;
import io.lacuna.model.adapter.AdapterConfig;
import io.lacuna.model.adapter.AdapterException;
import io.lacuna.model.adapter.AdapterModel;
import io.lacuna.model.adapter.AdapterTask;
import io.lacuna.model.adapter.AdapterWriter;
import io.lacuna.model.adapter.Method;
import io.lacuna.model.adapter.MixtureOptions;
import io.lacuna.model.adapter.MoraOptions;
import io.lacuna.model.base.BaseConfig;
import io.lacuna.model.base.BaseStore;
import io.lacuna.model.base.Bases;
import io.lacuna.model.base.FusionBase;
import io.lacuna.model.base.MiniLm;
import io.lacuna.model.features.Features;
import io.lacuna.model.modality.Payload;
import io.lacuna.model.modality.PresenceMask;
import io.lacuna.model.tensor.Parameters;
import io.lacuna.model.tensor.Torch;
import io.lacuna.schema.Modality;
import io.lacuna.schema.TaskKind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DjlScoringModelTest {
  private static final String[] MASKS =
      PresenceMask.nonEmpty().stream().map(PresenceMask::toString).toArray(String[]::new);

  @TempDir static Path dir;
  private static DjlScoringModel model;
  private static BaseConfig config;
  private static String mora;
  private static String mmolre;
  private static String deaf;

  @BeforeAll
  static void open() throws IOException {
    Bases.save(dir.resolve("base"));
    config = BaseStore.readConfig(dir.resolve("base"));
    try (FusionBase base = FusionBase.load(dir.resolve("base"), "cpu")) {
      mora = write(base.digest(), Method.MODALITY_AWARE_LORA, "mora", -3);
      mmolre = write(base.digest(), Method.LOW_RANK_MIXTURE, "mmolre", -3);
      write(base.digest(), Method.MODALITY_AWARE_LORA, "wider", -4);
      List<Modality> seeing = List.of(Modality.IMAGE, Modality.TEXT);
      deaf = write(base.digest(), Method.MODALITY_AWARE_LORA, "deaf", -3, seeing);
      write("0".repeat(64), Method.MODALITY_AWARE_LORA, "foreign", -3);
    }
    model =
        DjlScoringModel.open(
            dir.resolve("base"),
            List.of(dir.resolve("mora"), dir.resolve("mmolre"), dir.resolve("deaf")),
            "cpu");
  }

  @AfterAll
  static void close() {
    model.close();
  }

  /** An adapter with fresh weights, of which none is zero. */
  private static String write(String baseDigest, Method method, String id, double least)
      throws IOException {
    return write(baseDigest, method, id, least, List.of(Modality.values()));
  }

  private static String write(
      String baseDigest, Method method, String id, double least, List<Modality> modalities)
      throws IOException {
    List<AdapterTask> tasks =
        List.of(
            new AdapterTask(
                "sentiment", TaskKind.REGRESSION, List.of("sentiment"), List.of(0.5), least, 3),
            new AdapterTask(
                "emotion", TaskKind.MULTILABEL, List.of("joy", "fear"), List.of(0.6, 0.1), 0, 1));
    boolean delta = method == Method.MODALITY_AWARE_LORA;
    AdapterConfig config =
        new AdapterConfig(
            method,
            "tiny-" + id,
            "small",
            baseDigest,
            4,
            4,
            List.of(0),
            MiniLm.WIDTH,
            16,
            delta ? 0 : 2,
            delta ? MoraOptions.DEFAULT : null,
            delta ? null : MixtureOptions.ALL_ON,
            modalities,
            tasks,
            7,
            new AdapterConfig.TrainingData("none", "cd".repeat(32)),
            Map.of());
    try (NDManager m = Torch.newManager("cpu")) {
      AdapterModel fresh = AdapterModel.of(config);
      Parameters weights = fresh.init(m, 7);
      Random random = new Random(9);
      weights.asMap().values().forEach(w -> w.addi(0.02 + 0.02 * random.nextGaussian()));
      Adapter adapter = new Adapter(fresh, weights);
      AdapterWriter.write(dir.resolve(id), adapter, "{}", "");
      return adapter.digest();
    }
  }

  private static List<ScoringRequest> requests(long seed, String adapter, String... masks) {
    return Bases.records(config, new Random(seed), masks).stream()
        .map(features -> new ScoringRequest(features, adapter))
        .toList();
  }

  @Test
  void everyMaskAloneScoresAsInAMixedBatchOfThreeAdapters() {
    List<ScoringRequest> batch = new ArrayList<>(requests(1, mora, MASKS));
    batch.addAll(requests(2, mmolre, MASKS));
    batch.addAll(requests(5, deaf, MASKS));
    Collections.shuffle(batch, new Random(3));
    List<Scores> together = model.score(batch);
    assertThat(together).hasSize(21);
    for (int i = 0; i < batch.size(); i++) {
      assertSame(model.score(List.of(batch.get(i))).get(0), together.get(i), 1e-5f);
    }
  }

  @Test
  void aBatchOfAnyMasksAndAdaptersIsOnePassOfTheBase() {
    List<ScoringRequest> batch = new ArrayList<>(requests(1, mora, MASKS));
    batch.addAll(requests(2, mmolre, MASKS));
    batch.addAll(requests(3, deaf, MASKS));
    long before = model.forwards();
    model.score(batch);
    assertThat(model.forwards() - before).isEqualTo(1);
  }

  /** The engine has gradients on in every new thread, and keeps what they would need. */
  @Test
  void whicheverThreadScoresHasGradientsOff() throws Exception {
    List<Boolean> switches = new ArrayList<>();
    Thread thread =
        new Thread(
            () -> {
              model.score(requests(1, mora, "ITA"));
              switches.add(JniUtils.isGradMode());
            });
    thread.start();
    thread.join();
    assertThat(switches).containsExactly(false);
  }

  @Test
  void theOrderOfABatchDoesNotMatter() {
    List<ScoringRequest> batch = new ArrayList<>(requests(4, mora, MASKS));
    List<Scores> before = model.score(batch);
    Collections.reverse(batch);
    List<Scores> after = model.score(batch);
    for (int i = 0; i < batch.size(); i++) {
      assertSame(after.get(batch.size() - 1 - i), before.get(i), 1e-5f);
    }
  }

  @Test
  void recordsDiffer() {
    List<Scores> scores = model.score(requests(5, mora, "ITA", "ITA", "-T-"));
    assertThat(scores.get(0).values().get(0)[0]).isNotEqualTo(scores.get(1).values().get(0)[0]);
    assertThat(scores.get(0).values().get(0)[0]).isNotEqualTo(scores.get(2).values().get(0)[0]);
  }

  @Test
  void withoutAnyModalityThereIsThePrior() {
    List<Scores> scores = model.score(requests(6, mora, "---", "I--", "---"));
    assertThat(scores.get(2).values().get(0)).containsExactly(0.5f);
    assertThat(scores.get(2).values().get(1)).containsExactly(0.6f, 0.1f);
    assertThat(scores.get(2).confidence()).as("nothing was seen").isNull();
    assertThat(scores.get(1).values().get(1)).doesNotContain(0.6f);
    assertThat(model.score(List.of())).isEmpty();
  }

  @Test
  void whatAnAdapterDoesNotReadHasNoInfluence() {
    List<ScoringRequest> batch = requests(9, deaf, "--A", "ITA");
    List<Scores> scores = model.score(batch);
    assertThat(scores.get(0).values().get(1)).containsExactly(0.6f, 0.1f);
    assertThat(scores.get(0).confidence()).as("it heard nothing").isNull();
    Map<Modality, Features> seen = new TreeMap<>(batch.get(1).features());
    seen.remove(Modality.AUDIO);
    assertSame(model.score(List.of(new ScoringRequest(seen, deaf))).get(0), scores.get(1), 1e-5f);
  }

  @Test
  void probabilitiesConfidenceAndRangesHold() {
    for (Scores s : model.score(requests(7, mmolre, MASKS))) {
      float[] emotion = s.values().get(1);
      assertThat(s.values().get(0)[0]).isBetween(-3f, 3f);
      assertThat(emotion[0]).isBetween(0f, 1f);
      assertThat(s.confidence()).isEqualTo(Math.max(emotion[0], emotion[1]));
      assertThat(s.calibrated()).isFalse();
    }
  }

  @Test
  void gatesWeighWhatIsPresentAndNothingElse() {
    ScoringRequest partial = requests(5, mmolre, "IT-").get(0);
    int before = model.managedArrays();
    GateWeights gates = model.gates(partial);
    assertThat(gates.fusion()).hasSize(2);
    for (Map<Modality, Float> fusion : gates.fusion().values()) {
      assertThat(fusion.get(Modality.AUDIO)).as("absent").isZero();
      assertThat(fusion.get(Modality.IMAGE) + fusion.get(Modality.TEXT))
          .isEqualTo(1, within(1e-6f));
    }
    assertThat(gates.experts())
        .extracting(GateWeights.Expert::modality)
        .doesNotContain(Modality.AUDIO);
    for (GateWeights.Expert e : gates.experts()) {
      float sum = 0;
      for (float shared : e.shared()) {
        sum += shared;
      }
      assertThat(sum).isEqualTo(1, within(1e-6f));
    }
    assertThat(gates.experts()).as("2 modalities, 2 tasks, 1 block").hasSize(4);
    assertThat(model.gates(requests(5, mora, "IT-").get(0))).isEqualTo(GateWeights.NONE);
    assertThat(model.gates(new ScoringRequest(Map.of(), mmolre))).isEqualTo(GateWeights.NONE);
    assertThat(model.managedArrays()).isEqualTo(before);
  }

  @Test
  void nativeMemoryIsConstantOver300Calls() {
    List<ScoringRequest> batch = requests(8, mora, "IT-", "--A");
    model.score(batch);
    int before = model.managedArrays();
    for (int i = 0; i < 300; i++) {
      model.score(batch);
    }
    assertThat(model.managedArrays()).isEqualTo(before);
  }

  @Test
  void aValueThatIsNotFiniteStaysWithItsRecord() {
    List<ScoringRequest> batch = new ArrayList<>(requests(9, mora, "I--", "I--"));
    Features image = batch.get(0).features().get(Modality.IMAGE);
    image.values()[0] = Float.NaN;
    List<Scores> scores = model.score(batch);
    assertThat(scores.get(0).values().get(0)[0]).isNaN();
    assertThat(scores.get(0).confidence()).isNull();
    assertThat(scores.get(1).values().get(0)[0]).isFinite();
    assertThat(scores.get(1).confidence()).isFinite();
  }

  @Test
  void extractsAndScoresAPayload() throws Exception {
    byte[] text = "Loved this place".getBytes(StandardCharsets.UTF_8);
    Features features = model.extract(Modality.TEXT, new Payload.Encoded("text/plain", text));
    List<Scores> scores =
        model.score(List.of(new ScoringRequest(Map.of(Modality.TEXT, features), mora)));
    assertThat(scores.get(0).values()).hasSize(2);
  }

  @Test
  void namesItsPartsAndRefusesWhatItDoesNotHave() {
    assertThat(model.adapters()).containsExactlyInAnyOrder(mora, mmolre, deaf);
    assertThat(model.defaultAdapter()).isEqualTo(mora);
    assertThat(model.adapterId(mora)).isEqualTo("tiny-mora");
    assertThat(model.modelDigest()).hasSize(64);
    assertThat(model.tasks()).extracting(TaskSpec::name).containsExactly("sentiment", "emotion");
    assertThatThrownBy(() -> model.score(requests(1, "x", "I--")))
        .hasMessageContaining("adapter x is not loaded; loaded are [")
        .hasMessageContaining(mora);
  }

  @Test
  void refusesAForeignAdapterAndUnlikeTasks() {
    Path base = dir.resolve("base");
    assertThatThrownBy(() -> DjlScoringModel.open(base, List.of(dir.resolve("foreign")), "cpu"))
        .isInstanceOf(AdapterException.class);
    assertThatThrownBy(() -> DjlScoringModel.open(base, List.of(), "cpu"))
        .hasMessageContaining("no adapter");
    assertThatThrownBy(() -> DjlScoringModel.open(dir.resolve("none"), List.of(), "cpu"))
        .isInstanceOf(IOException.class);
  }

  private static void assertSame(Scores actual, Scores expected, float tolerance) {
    assertThat(actual.values()).hasSameSizeAs(expected.values());
    for (int task = 0; task < expected.values().size(); task++) {
      float[] values = expected.values().get(task);
      for (int i = 0; i < values.length; i++) {
        assertThat(actual.values().get(task)[i]).isCloseTo(values[i], within(tolerance));
      }
    }
    if (expected.confidence() == null) {
      assertThat(actual.confidence()).isNull();
    } else {
      assertThat(actual.confidence()).isCloseTo(expected.confidence(), within(tolerance));
    }
  }
}
