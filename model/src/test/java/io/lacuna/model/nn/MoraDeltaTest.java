package io.lacuna.model.nn;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.lacuna.model.tensor.Parameters;
import io.lacuna.model.tensor.Torch;
import io.lacuna.schema.Modality;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MoraDeltaTest {
  private static final List<Modality> MODALITIES = List.of(Modality.values());

  private final NDManager manager = Torch.newManager("cpu");
  private final Random random = new Random(3);

  @AfterEach
  void close() {
    manager.close();
  }

  private NDArray normal(Shape shape) {
    float[] v = new float[(int) shape.size()];
    for (int i = 0; i < v.length; i++) {
      v[i] = (float) random.nextGaussian();
    }
    return manager.create(v, shape);
  }

  private Parameters parameters() {
    return parameters(4, MODALITIES);
  }

  private Parameters parameters(int rank, List<Modality> modalities) {
    Map<String, NDArray> arrays = new TreeMap<>();
    MoraDelta.shapes(12, rank, modalities).forEach((k, s) -> arrays.put(k, normal(s)));
    return Parameters.of(arrays);
  }

  private static float difference(NDArray a, NDArray b) {
    return a.sub(b).abs().max().getFloat();
  }

  @Test
  void sumsTheUpProjectionsOfThePresentModalitiesRecordByRecord() {
    Parameters p = parameters();
    NDArray x = normal(new Shape(3, 5, 12));
    NDArray present = manager.create(new float[][] {{1, 1, 0}, {0, 0, 1}, {0, 0, 0}});
    NDArray delta = MoraDelta.of(x, present, new MoraDelta.Branch(p, MODALITIES, 2));
    NDArray down = x.matMul(p.get("down.weight").transpose()).mul(2);
    NDArray image = down.matMul(p.get("up.image.weight").transpose());
    NDArray text = down.matMul(p.get("up.text.weight").transpose());
    NDArray audio = down.matMul(p.get("up.audio.weight").transpose());
    assertThat(difference(delta.get("0"), image.get("0").add(text.get("0")))).isLessThan(1e-4f);
    assertThat(difference(delta.get("1"), audio.get("1"))).isLessThan(1e-4f);
    assertThat(delta.get("2").abs().max().getFloat()).isZero();
  }

  @Test
  void startsAsNothing() {
    Map<String, NDArray> arrays = new TreeMap<>();
    MoraDelta.shapes(12, 4, MODALITIES)
        .forEach((k, s) -> arrays.put(k, manager.create(MoraDelta.initial(k, s, random), s)));
    NDArray present = manager.ones(new Shape(2, 3));
    NDArray delta =
        MoraDelta.of(
            normal(new Shape(2, 5, 12)),
            present,
            new MoraDelta.Branch(Parameters.of(arrays), MODALITIES, 1));
    assertThat(delta.abs().max().getFloat()).isZero();
  }

  @Test
  void recordsWithOtherBranchesAreAsEachAlone() {
    List<MoraDelta.Branch> branches =
        List.of(
            new MoraDelta.Branch(parameters(), MODALITIES, 2),
            new MoraDelta.Branch(
                parameters(2, List.of(Modality.AUDIO)), List.of(Modality.AUDIO), 1),
            new MoraDelta.Branch(parameters(), MODALITIES, 0.5f));
    NDArray x = normal(new Shape(5, 4, 12));
    NDArray presence =
        manager.create(new float[][] {{1, 1, 0}, {1, 0, 1}, {0, 1, 1}, {1, 1, 1}, {1, 1, 1}});
    int[] branchOf = {2, 1, 0, -1, 2};
    NDArray mixed = MoraDelta.mixed(x, presence, branches, branchOf);
    for (int i = 0; i < branchOf.length; i++) {
      NDArray own = mixed.get(i + ":" + (i + 1));
      if (branchOf[i] < 0) {
        assertThat(own.abs().max().getFloat()).isZero();
      } else {
        NDArray alone =
            MoraDelta.of(
                x.get(i + ":" + (i + 1)),
                presence.get(i + ":" + (i + 1)),
                branches.get(branchOf[i]));
        assertThat(difference(own, alone)).as("record %d", i).isLessThan(1e-5f);
      }
    }
  }
}
