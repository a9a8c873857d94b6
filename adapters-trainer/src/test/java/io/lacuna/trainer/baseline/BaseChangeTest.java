package io.lacuna.trainer.baseline;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import io.lacuna.model.base.OpenBlocks.Change;
import io.lacuna.model.base.OpenBlocks.Projection;
import io.lacuna.model.base.TokenBatch;
import io.lacuna.model.modality.PresenceMask;
import io.lacuna.model.nn.MoraDelta;
import io.lacuna.model.tensor.Parameters;
import io.lacuna.model.tensor.Torch;
import io.lacuna.schema.Modality;
import io.lacuna.trainer.plan.Draws;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The changes of a base on blocks of both kinds, against PyTorch and against the frozen base. */
class BaseChangeTest {
  private static final Set<Projection> QUERY_VALUE = EnumSet.of(Projection.QUERY, Projection.VALUE);

  private static NDManager root;
  private static GoldenBlocks vilt;
  private static GoldenBlocks miniLm;

  @BeforeAll
  static void load() throws IOException {
    root = Torch.newManager("cpu");
    vilt = GoldenBlocks.vilt(root);
    miniLm = GoldenBlocks.miniLm(root);
  }

  @AfterAll
  static void close() {
    root.close();
  }

  /**
   * A baseline with the sizes that the golden files have.
   *
   * @param method prefix of its parameters and states there
   */
  record Made(String method, GoldenBlocks base, BaseChange change) {
    Parameters parameters() {
      return base.golden().sub(method + ".");
    }

    @Override
    public String toString() {
      return method + " on " + base;
    }
  }

  static Stream<Made> all() {
    return Stream.of(vilt, miniLm).flatMap(base -> Stream.concat(low(base), prompts(base)));
  }

  static Stream<Made> lowRank() {
    return Stream.of(vilt, miniLm).flatMap(BaseChangeTest::low);
  }

  private static Stream<Made> low(GoldenBlocks base) {
    boolean tiny = base == vilt;
    int r = tiny ? 3 : 2;
    List<Integer> changed = tiny ? List.of(0, 1, 2) : List.of(1, 4);
    int h = base.open().width();
    return Stream.of(
        new Made("qv", base, new ProjectionLora(base.open(), changed, QUERY_VALUE, r, 2)),
        new Made("single", base, new SharedDelta(base.encoder(), h, List.of(1), r, 2)));
  }

  private static Stream<Made> prompts(GoldenBlocks base) {
    return Stream.of(
        new Made("map", base, new MissingPrompts(base.open(), PresenceMask.nonEmpty(), 2, 2)));
  }

  /** What is masked does not matter. */
  private static float difference(NDArray a, NDArray b, NDArray mask) {
    return a.sub(b).mul(mask.expandDims(2)).abs().max().getFloat();
  }

  private static TokenBatch on(NDManager m, TokenBatch tokens) {
    return new TokenBatch(
        copy(m, tokens.x0()), copy(m, tokens.mask()), tokens.spans(), copy(m, tokens.presence()));
  }

  private static NDArray copy(NDManager m, NDArray array) {
    return m.create(array.toFloatArray(), array.getShape());
  }

  @ParameterizedTest
  @MethodSource("all")
  void statesEqualPyTorchs(Made made) {
    try (NDManager m = root.newSubManager()) {
      TokenBatch tokens = on(m, made.base().tokens());
      NDArray states = made.change().states(made.parameters(), tokens);
      assertThat(states.getShape()).isEqualTo(tokens.x0().getShape());
      assertThat(difference(states, made.base().states(made.method()), tokens.mask()))
          .isLessThan(2e-5f);
      assertThat(difference(states, made.base().states("plain"), tokens.mask()))
          .isGreaterThan(0.1f);
    }
  }

  @ParameterizedTest
  @MethodSource("lowRank")
  void aFreshOneIsTheBaseToTheBit(Made made) {
    try (NDManager m = root.newSubManager()) {
      TokenBatch tokens = on(m, made.base().tokens());
      Parameters fresh = made.change().init(m, 5);
      NDArray plain = made.base().encoder().encode(tokens.x0(), tokens.mask(), Map.of());
      assertThat(made.change().states(fresh, tokens).toFloatArray())
          .isEqualTo(plain.toFloatArray());
      assertThat(fresh.size()).isEqualTo(made.change().size());
    }
  }

  @ParameterizedTest
  @MethodSource("prompts")
  void openBlocksAreTheBaseToTheBit(Made made) {
    try (NDManager m = root.newSubManager()) {
      TokenBatch tokens = on(m, made.base().tokens());
      NDArray x = tokens.x0();
      for (int block = 0; block < made.base().open().count(); block++) {
        x = made.base().open().apply(block, x, tokens.mask(), Change.NONE);
      }
      NDArray plain = made.base().encoder().encode(tokens.x0(), tokens.mask(), Map.of());
      assertThat(made.base().open().last(x).toFloatArray()).isEqualTo(plain.toFloatArray());
    }
  }

  static Stream<Made> prompts() {
    return Stream.of(vilt, miniLm).flatMap(BaseChangeTest::prompts);
  }

  @ParameterizedTest
  @MethodSource("all")
  void batchMatesHaveNoInfluence(Made made) {
    try (NDManager m = root.newSubManager()) {
      TokenBatch tokens = on(m, made.base().tokens());
      NDArray together = made.change().states(made.parameters(), tokens);
      for (int i = 0; i < tokens.size(); i++) {
        TokenBatch alone = tokens.rows(new long[] {i});
        NDArray own = made.change().states(made.parameters(), alone);
        assertThat(difference(own, together.get(i + ":" + (i + 1)), alone.mask()))
            .isLessThan(1e-5f);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void gradientsReachWhatIsTrainedAndNothingElse(Made made) {
    try (NDManager m = root.newSubManager()) {
      TokenBatch tokens = on(m, made.base().tokens());
      Parameters trained = made.parameters();
      List<NDArray> arrays = made.change().shapes().keySet().stream().map(trained::get).toList();
      arrays.forEach(a -> a.setRequiresGradient(true));
      try (GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
        NDArray states = made.change().states(trained, tokens);
        collector.backward(states.mul(tokens.mask().expandDims(2)).square().sum());
        assertThat(arrays)
            .allSatisfy(
                a -> assertThat(a.getGradient().abs().max().getFloat()).isGreaterThan(1e-3f));
        assertThat(made.base().weights().asMap().values()).noneMatch(NDArray::hasGradient);
        assertThat(tokens.x0().hasGradient()).isFalse();
      } finally {
        arrays.forEach(a -> a.setRequiresGradient(false));
      }
    }
  }

  /** A pattern that nobody in the batch shows learns nothing from it. */
  @Test
  void onlyThePromptsOfShownPatternsLearn() {
    try (NDManager m = root.newSubManager()) {
      TokenBatch tokens = on(m, vilt.tokens());
      MissingPrompts change = new MissingPrompts(vilt.open(), PresenceMask.nonEmpty(), 2, 2);
      Parameters prompts = change.init(m, 3);
      NDArray second = prompts.get("prompts.1.weight");
      second.setRequiresGradient(true);
      try (GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
        collector.backward(change.states(prompts, tokens).square().sum());
        NDArray rows = second.getGradient().abs().sum(new int[] {1});
        boolean[] learns = new boolean[7];
        for (int i = 0; i < 7; i++) {
          learns[i] = rows.getFloat(i) > 0;
        }
        // I, T, IT, A, IA, TA, ITA; shown are ITA, I, TA, IT
        assertThat(learns).containsExactly(true, false, true, false, false, true, true);
      }
    }
  }

  /** The same tokens said to be of another pattern. */
  @Test
  void presenceMattersToPromptsAndMoraAndNotToLora() {
    try (NDManager m = root.newSubManager()) {
      TokenBatch tokens = on(m, vilt.tokens());
      NDArray said = m.ones(new Shape(tokens.size(), 3));
      TokenBatch other = new TokenBatch(tokens.x0(), tokens.mask(), tokens.spans(), said);
      for (Made made : Stream.concat(low(vilt), prompts(vilt)).toList()) {
        NDArray here = made.change().states(made.parameters(), tokens);
        NDArray there = made.change().states(made.parameters(), other);
        float moved = difference(here, there, tokens.mask());
        if (made.method().equals("map")) {
          assertThat(moved).isGreaterThan(0.1f);
        } else {
          assertThat(moved).as(made.method()).isZero();
        }
      }
      float mora = difference(mora(tokens), mora(other), tokens.mask());
      assertThat(mora).isGreaterThan(0.1f);
    }
  }

  /** The golden delta with the same up-projection for each modality. */
  private static NDArray mora(TokenBatch tokens) {
    Parameters single = vilt.golden().sub("single.blocks.1.lora.");
    Map<String, NDArray> same = new TreeMap<>();
    MoraDelta.shapes(48, 3, List.of(Modality.values()))
        .keySet()
        .forEach(k -> same.put(k, single.get(k.startsWith("up.") ? "up.weight" : k)));
    MoraDelta.Branch branch =
        new MoraDelta.Branch(Parameters.of(same), List.of(Modality.values()), 1);
    return vilt.encoder()
        .encode(
            tokens.x0(), tokens.mask(), Map.of(1, x -> MoraDelta.of(x, tokens.presence(), branch)));
  }

  /** Alike prompts would have alike gradients and stay alike. */
  @Test
  void promptsStartApart() {
    MissingPrompts change = new MissingPrompts(vilt.open(), PresenceMask.nonEmpty(), 1, 4);
    Shape shape = new Shape(7, 4 * 48);
    float[] values = change.initial("prompts.0.weight", shape, Draws.of(1, "a", "b", 0));
    assertThat(Stream.of(0, 48, 96, 144).map(at -> values[at]).distinct()).hasSize(4);
  }

  @ParameterizedTest
  @MethodSource("all")
  void leavesNothingBehindButTheResult(Made made) {
    int before = root.getManagedArrays().size();
    try (NDManager m = root.newSubManager()) {
      made.change().states(made.parameters(), on(m, made.base().tokens()));
    }
    assertThat(root.getManagedArrays()).hasSize(before);
  }
}
