package io.lacuna.model.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.lacuna.model.base.Encoder;
import io.lacuna.model.base.MiniLm;
import io.lacuna.model.base.TokenBatch;
import io.lacuna.model.base.TokenRows;
import io.lacuna.model.nn.ExpertOptions;
import io.lacuna.model.nn.ExpertOptions.Activation;
import io.lacuna.model.nn.ExpertOptions.Routing;
import io.lacuna.model.tensor.Parameters;
import io.lacuna.model.tensor.Torch;
import io.lacuna.schema.Modality;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whole adapters with other experts and gates. */
class MixtureVariantModelTest {
  private static final Encoder IDENTITY = (x0, mask, deltas) -> x0;
  private static final AdapterConfig DEFAULT = Fixtures.config(Method.LOW_RANK_MIXTURE);

  private NDManager m;

  @BeforeEach
  void open() {
    m = Torch.newManager("cpu");
    Torch.inferenceThread();
  }

  @AfterEach
  void close() {
    m.close();
  }

  private static AdapterModel model(boolean own, Activation activation, Routing routing, int topK) {
    ExpertOptions experts = new ExpertOptions(own, activation, routing, topK, false);
    return AdapterModel.of(DEFAULT.with(DEFAULT.id(), DEFAULT.mixture().with(experts)));
  }

  private TokenBatch tokens() {
    Random random = new Random(5);
    List<Map<Modality, float[]>> records = new ArrayList<>();
    for (int bits = 1; bits < 8; bits++) {
      Map<Modality, float[]> record = new EnumMap<>(Modality.class);
      for (Modality modality : Modality.values()) {
        if ((bits >> modality.ordinal() & 1) == 1) {
          float[] rows = new float[MiniLm.WIDTH * (1 + random.nextInt(4))];
          for (int i = 0; i < rows.length; i++) {
            rows[i] = (float) random.nextGaussian();
          }
          record.put(modality, rows);
        }
      }
      records.add(record);
    }
    return TokenRows.join(records, MiniLm.WIDTH, m);
  }

  @ParameterizedTest
  @CsvSource({
    "true, NONE, SHARED, 0",
    "false, GELU, SHARED, 0",
    "true, GELU, SHARED_AND_OWN, 0",
    "true, GELU, ALL, 0",
    "true, GELU, SHARED, 1",
  })
  void aFreshOneAnswersThePrior(boolean own, Activation activation, Routing routing, int topK) {
    AdapterModel model = model(own, activation, routing, topK);
    AdapterOutput out = model.forward(IDENTITY, model.init(m, 3), tokens(), true);
    assertThat(out.tasks().get("sentiment").toFloatArray()).containsOnly(0.5f);
    assertThat(out.gates()).hasSize(12);
  }

  @ParameterizedTest
  @CsvSource({"true, SHARED", "false, SHARED", "true, SHARED_AND_OWN", "true, ALL"})
  void mergedItSaysTheSame(boolean own, Routing routing) {
    AdapterModel model = model(own, Activation.NONE, routing, 0);
    Adapter adapter = new Adapter(model, trained(model));
    int before = adapter.parameters().names().size();
    Adapter merged = MergedMixture.of(adapter, m);
    assertThat(merged.parameters().names()).isEqualTo(merged.model().shapes().keySet());
    assertThat(adapter.parameters().names()).hasSize(before);
    assertThat(merged.config().id()).isEqualTo("tiny-mmolre-merged");
    TokenBatch tokens = tokens();
    for (String task : List.of("sentiment", "emotion")) {
      NDArray two =
          adapter.model().forward(IDENTITY, adapter.parameters(), tokens, false).tasks().get(task);
      NDArray one =
          merged.model().forward(IDENTITY, merged.parameters(), tokens, false).tasks().get(task);
      assertThat(one.sub(two).abs().max().getFloat()).isLessThan(1e-5f);
      assertThat(two.abs().max().getFloat()).as("not all zero").isGreaterThan(1e-2f);
    }
  }

  private Parameters trained(AdapterModel model) {
    Random random = new Random(7);
    Map<String, NDArray> arrays = new TreeMap<>();
    model
        .init(m, 3)
        .asMap()
        .forEach((key, a) -> arrays.put(key, a.add(0.03 * random.nextGaussian())));
    return Parameters.of(arrays);
  }

  @Test
  void onlyLinearExpertsAreMergedAndOnce() {
    AdapterModel bent = model(true, Activation.GELU, Routing.SHARED, 0);
    assertThatThrownBy(() -> MergedMixture.of(new Adapter(bent, bent.init(m, 3)), m))
        .hasMessageContaining("must be a mixture of linear experts");
    AdapterModel linear = model(true, Activation.NONE, Routing.SHARED, 0);
    Adapter merged = MergedMixture.of(new Adapter(linear, linear.init(m, 3)), m);
    assertThatThrownBy(() -> MergedMixture.of(merged, m)).hasMessageContaining("not merged yet");
    AdapterModel mora = AdapterModel.of(Fixtures.config(Method.MODALITY_AWARE_LORA));
    assertThatThrownBy(() -> MergedMixture.of(new Adapter(mora, mora.init(m, 3)), m))
        .hasMessageContaining("tiny-mora must be a mixture");
  }
}
