package io.lacuna.model.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import io.lacuna.model.base.BaseConfig;
import io.lacuna.model.base.Encoder;
import io.lacuna.model.base.FusionBase;
import io.lacuna.model.base.MiniLm;
import io.lacuna.model.base.MiniLmWeights;
import io.lacuna.model.base.Stems;
import io.lacuna.model.base.TokenBatch;
import io.lacuna.model.features.Features;
import io.lacuna.model.modality.PresenceMask;
import io.lacuna.model.tensor.Parameters;
import io.lacuna.model.tensor.Torch;
import io.lacuna.schema.Modality;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AdapterModelTest {
  private static NDManager manager;
  private static Parameters miniLm;
  private static Encoder encoder;
  private static Parameters stems;
  private static BaseConfig base;
  private static List<Map<Modality, Features>> records;

  @BeforeAll
  static void open() {
    manager = Torch.newManager("cpu");
    Torch.inferenceThread();
    miniLm = MiniLmWeights.load(manager);
    encoder = (x0, mask, deltas) -> MiniLm.encode(miniLm, x0, mask, deltas);
    base = Fixtures.base(miniLm.digest());
    stems = Parameters.of(Stems.init(manager, base, 3));
    Random random = new Random(5);
    records = new ArrayList<>();
    PresenceMask.nonEmpty().forEach(mask -> records.add(Fixtures.record(mask, random)));
  }

  @AfterAll
  static void close() {
    manager.close();
  }

  private static TokenBatch tokens(List<Map<Modality, Features>> batch, NDManager m) {
    return FusionBase.embed(base, miniLm, stems, batch, m);
  }

  /** As init, but with every zero replaced, so that nothing is hidden by a zero. */
  private static Parameters trained(AdapterModel model) {
    Random random = new Random(11);
    Map<String, NDArray> arrays = new TreeMap<>();
    model
        .init(manager, 7)
        .asMap()
        .forEach(
            (name, a) -> {
              float[] values = a.toFloatArray();
              for (int i = 0; i < values.length; i++) {
                values[i] += (float) (0.05 * random.nextGaussian());
              }
              arrays.put(name, manager.create(values, a.getShape()));
            });
    return Parameters.of(arrays);
  }

  private static float difference(NDArray a, NDArray b) {
    return a.sub(b).abs().max().getFloat();
  }

  @Test
  void freshMoraLeavesTheBaseAsItIs() {
    MoraModel mora = new MoraModel(Fixtures.config(Method.MODALITY_AWARE_LORA));
    try (NDManager m = manager.newSubManager()) {
      TokenBatch tokens = tokens(records, m);
      NDArray plain = encoder.encode(tokens.x0(), tokens.mask(), Map.of());
      assertThat(difference(mora.states(encoder, mora.init(m, 7), tokens), plain)).isZero();
      assertThat(difference(mora.states(encoder, trained(mora), tokens), plain))
          .isGreaterThan(0.01f);
    }
  }

  @ParameterizedTest
  @EnumSource(Method.class)
  void aRecordAloneIsAnsweredAsInABatch(Method method) {
    AdapterModel model = AdapterModel.of(Fixtures.config(method));
    Parameters parameters = trained(model);
    try (NDManager m = manager.newSubManager()) {
      AdapterOutput together = model.forward(encoder, parameters, tokens(records, m), false);
      for (int i = 0; i < records.size(); i++) {
        TokenBatch own = tokens(List.of(records.get(i)), m);
        AdapterOutput alone = model.forward(encoder, parameters, own, false);
        for (String task : together.tasks().keySet()) {
          NDArray row = together.tasks().get(task).get(i + ":" + (i + 1));
          assertThat(difference(alone.tasks().get(task), row))
              .as("%s of record %d", task, i)
              .isLessThan(1e-5f);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Method.class)
  void whatIsPresentMakesADifference(Method method) {
    AdapterModel model = AdapterModel.of(Fixtures.config(method));
    Parameters parameters = trained(model);
    Map<Modality, Features> complete = records.get(records.size() - 1);
    Map<Modality, Features> partial = new TreeMap<>(complete);
    partial.remove(Modality.AUDIO);
    try (NDManager m = manager.newSubManager()) {
      AdapterOutput out =
          model.forward(encoder, parameters, tokens(List.of(complete, partial), m), false);
      NDArray emotion = out.tasks().get("emotion");
      assertThat(difference(emotion.get("0"), emotion.get("1"))).isGreaterThan(1e-3f);
    }
  }

  @ParameterizedTest
  @EnumSource(Method.class)
  void scoresAreProbabilitiesAndValuesInRange(Method method) {
    AdapterModel model = AdapterModel.of(Fixtures.config(method));
    try (NDManager m = manager.newSubManager()) {
      Map<String, NDArray> raw =
          Map.of(
              "sentiment", m.create(new float[][] {{9}, {1}, {0}}),
              "emotion", m.create(new float[][] {{0, 100}, {-100, 0}, {0, 0}}));
      List<List<float[]>> scores =
          model.scores(new AdapterOutput(raw, List.of(), List.of(), Map.of()));
      assertThat(scores.get(0).get(0)).containsExactly(3);
      assertThat(scores.get(0).get(1)).containsExactly(0.5f, 1);
      assertThat(scores.get(1).get(1)).containsExactly(0, 0.5f);
      assertThat(scores).hasSize(3);
      assertThat(model.prior().get(0)).containsExactly(0.5f);
      assertThat(model.prior().get(1)).containsExactly(0.6f, 0.1f);
    }
  }

  @ParameterizedTest
  @EnumSource(Method.class)
  void gradientsReachEveryParameterAndNothingStaysBehind(Method method) {
    AdapterModel model = AdapterModel.of(Fixtures.config(method));
    try (NDManager own = manager.newSubManager()) {
      Map<String, NDArray> arrays = new TreeMap<>();
      trained(model)
          .asMap()
          .forEach((name, a) -> arrays.put(name, own.create(a.toFloatArray(), a.getShape())));
      arrays.values().forEach(a -> a.setRequiresGradient(true));
      int before = own.getManagedArrays().size();
      try (NDManager m = manager.newSubManager();
          GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
        AdapterOutput out = model.forward(encoder, Parameters.of(arrays), tokens(records, m), true);
        NDArray sum = m.zeros(new Shape(1));
        for (NDArray answer : out.tasks().values()) {
          sum = sum.add(answer.square().sum());
        }
        for (AdapterOutput.Unimodal answer : out.unimodal()) {
          sum = sum.add(answer.answer().square().sum());
        }
        collector.backward(sum);
      }
      assertThat(own.getManagedArrays()).hasSize(before);
      arrays.forEach(
          (name, a) -> assertThat(a.getGradient().abs().max().getFloat()).as(name).isPositive());
    }
  }

  @Test
  void trainingGivesTheLossesWhatTheyNeed() {
    AdapterModel model = AdapterModel.of(Fixtures.config(Method.LOW_RANK_MIXTURE));
    try (NDManager m = manager.newSubManager()) {
      AdapterOutput out = model.forward(encoder, model.init(m, 7), tokens(records, m), true);
      assertThat(out.unimodal()).hasSize(6);
      assertThat(out.gates()).hasSize(12);
      out.gates()
          .forEach(
              g ->
                  assertThat(
                          difference(
                              g.weights().sum(new int[] {1}), m.ones(new Shape(records.size()))))
                      .isLessThan(1e-5f));
    }
  }
}
