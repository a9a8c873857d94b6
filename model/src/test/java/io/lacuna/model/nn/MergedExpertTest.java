package io.lacuna.model.nn;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.lacuna.model.nn.ExpertOptions.Activation;
import io.lacuna.model.nn.ExpertOptions.Routing;
import io.lacuna.model.tensor.Parameters;
import io.lacuna.model.tensor.Torch;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Linear experts as one convolution say what the two say. */
class MergedExpertTest {
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

  private Parameters random(MixtureForm form) {
    Random random = new Random(13);
    Map<String, NDArray> arrays = new TreeMap<>();
    form.shapes()
        .forEach(
            (key, shape) -> {
              float[] values = new float[(int) shape.size()];
              for (int i = 0; i < values.length; i++) {
                values[i] = (float) (0.3 * random.nextGaussian());
              }
              arrays.put(key, m.create(values, shape));
            });
    return Parameters.of(arrays);
  }

  @ParameterizedTest
  @CsvSource({
    // own, routing, shared experts, top_k, kernel
    "true,  SHARED,         4, 0, 3",
    "true,  SHARED,         4, 2, 3",
    "false, SHARED,         4, 0, 3",
    "true,  SHARED_AND_OWN, 4, 0, 3",
    "true,  ALL,            4, 0, 3",
    "false, NONE,           1, 0, 3",
    "true,  NONE,           0, 0, 3",
    "true,  SHARED,         4, 0, 1",
    "true,  ALL,            2, 0, 1",
  })
  void mergedEqualsUnmerged(boolean own, Routing routing, int shared, int topK, int kernel) {
    ExpertOptions options = new ExpertOptions(own, Activation.NONE, routing, topK, false);
    MixtureForm form =
        new MixtureForm(VariantForms.WIDTH, 3, shared, kernel, true, options, VariantForms.TASKS);
    MixtureForm merged = VariantForms.merged(form);
    Parameters two = random(form);
    Parameters one = MergedExpert.merge(two, form, m);
    Map<String, Shape> shapes = new TreeMap<>();
    one.asMap().forEach((key, array) -> shapes.put(key, array.getShape()));
    assertThat(shapes).isEqualTo(merged.shapes());
    NDArray mask = m.create(new float[] {1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 1, 1, 1, 1, 0});
    mask = mask.reshape(3, 5);
    NDArray x = m.randomNormal(new Shape(3, 5, VariantForms.WIDTH)); // padding is not zero
    NDArray presence = m.create(new long[] {7, 1, 4}).toType(DataType.INT64, false);
    for (String task : VariantForms.TASKS) {
      LowRankMixture.Mixed a = LowRankMixture.of(x, mask, presence, two, form, task, false);
      LowRankMixture.Mixed b = LowRankMixture.of(x, mask, presence, one, merged, task, false);
      assertThat(MixtureVariantsTest.difference(a.z(), b.z())).isLessThan(1e-5f);
      assertThat(b.gate().toFloatArray()).isEqualTo(a.gate().toFloatArray());
    }
  }

  /** A call must not leave anything with the weights, which live as long as the adapter. */
  @ParameterizedTest
  @CsvSource({"SHARED", "ALL"})
  void aCallLeavesNothingWithTheWeights(Routing routing) {
    ExpertOptions options = new ExpertOptions(true, Activation.NONE, routing, 0, false);
    MixtureForm form =
        new MixtureForm(VariantForms.WIDTH, 3, 4, 3, true, options, VariantForms.TASKS);
    Parameters one = MergedExpert.merge(random(form), form, m);
    int before = m.getManagedArrays().size();
    try (NDManager call = m.newSubManager()) {
      NDArray x = call.randomNormal(new Shape(2, 5, VariantForms.WIDTH));
      NDArray presence = call.create(new long[] {7, 1});
      NDArray mask = call.ones(new Shape(2, 5));
      LowRankMixture.of(x, mask, presence, one, VariantForms.merged(form), "emotion", false);
    }
    assertThat(m.getManagedArrays()).hasSize(before);
  }
}
