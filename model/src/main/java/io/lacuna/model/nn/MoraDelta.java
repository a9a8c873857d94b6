package io.lacuna.model.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.lacuna.model.tensor.Parameters;
import io.lacuna.model.tensor.Torch;
import io.lacuna.schema.Modality;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Modality-aware low-rank delta (MoRA, Shi et al., MICCAI 2024, arXiv 2408.09064): one linear
 * branch of rank r beside a whole transformer block, with a shared down-projection and one
 * up-projection per modality, summed over the modalities that the record has:
 *
 * <pre>  delta(x) = scale · Σ_m present_m · (x·Dᵀ)·U_mᵀ</pre>
 *
 * <p>It adds to every token of the record, whatever modality the token is of. The authors name
 * their two up-projections after the modality that is missing where they act alone: their {@code
 * text_missing_up} acts when the image is present and is {@code up.image} here, their {@code
 * image_missing_up} is {@code up.text}. The third modality is our extension by the same rule.
 *
 * <p>Legend: n = records, s = tokens, h = hidden, r = rank. Keys: {@code down.weight} (r, h),
 * {@code up.MODALITY.weight} (h, r).
 */
public final class MoraDelta {
  private static final String DOWN = "down.weight";

  private MoraDelta() {}

  /**
   * The branch of one adapter.
   *
   * @param p as in the legend
   * @param modalities that it has an up-projection for
   * @param scale of the sum
   */
  public record Branch(Parameters p, List<Modality> modalities, float scale) {
    int rank() {
      return (int) p.get(DOWN).getShape().get(0);
    }
  }

  /**
   * One branch for every record.
   *
   * @param x (n, s, h), the input of the block
   * @param presence (n, 3), 1 where the record has the modality, columns as Modality.values()
   * @return (n, s, h), to be added to the block's output
   */
  public static NDArray of(NDArray x, NDArray presence, Branch branch) {
    return mixed(x, presence, List.of(branch), new int[(int) x.getShape().get(0)]);
  }

  /**
   * A branch per record, all in one pass: the low ranks of all branches stand side by side, and
   * each record keeps those of its own.
   *
   * @param x (n, s, h), the input of the block
   * @param presence (n, 3), 1 where the record has the modality, columns as Modality.values()
   * @param branches of any ranks and modalities
   * @param branchOf per record, its branch; −1 for none
   * @return (n, s, h), to be added to the block's output
   */
  public static NDArray mixed(NDArray x, NDArray presence, List<Branch> branches, int[] branchOf) {
    NDManager call = x.getManager();
    NDList downs = new NDList();
    branches.forEach(b -> downs.add(b.p().get(DOWN)));
    NDArray hidden = Torch.linear(x, joined(call, downs, 0), null); // (n, s, Σr)
    NDArray delta = null;
    for (Modality m : Modality.values()) {
      if (branches.stream().anyMatch(b -> b.modalities().contains(m))) {
        NDArray factor = owned(call, m, branches, branchOf).mul(column(presence, m.ordinal()));
        NDArray up = Torch.linear(hidden.mul(factor), ups(call, m, branches), null);
        delta = delta == null ? up : delta.add(up);
      }
    }
    return delta;
  }

  /** (n, 1, Σr): the scale where a rank belongs to the record's branch and it has the modality. */
  private static NDArray owned(NDManager call, Modality m, List<Branch> branches, int[] branchOf) {
    int ranks = branches.stream().mapToInt(Branch::rank).sum();
    float[] scale = new float[branchOf.length * ranks];
    for (int record = 0; record < branchOf.length; record++) {
      int at = record * ranks;
      for (int b = 0; b < branches.size(); b++) {
        Branch branch = branches.get(b);
        if (branchOf[record] == b && branch.modalities().contains(m)) {
          Arrays.fill(scale, at, at + branch.rank(), branch.scale());
        }
        at += branch.rank();
      }
    }
    return call.create(scale, new Shape(branchOf.length, 1, ranks));
  }

  /** (h, Σr); zero for a branch without the modality. */
  private static NDArray ups(NDManager call, Modality m, List<Branch> branches) {
    NDList ups = new NDList();
    for (Branch b : branches) {
      ups.add(
          b.modalities().contains(m)
              ? b.p().get(up(m))
              : call.zeros(new Shape(b.p().get(DOWN).getShape().get(1), b.rank())));
    }
    return joined(call, ups, 1);
  }

  /** What is made of weights lands on their manager; the call has to own it. */
  private static NDArray joined(NDManager call, NDList parts, int axis) {
    if (parts.size() == 1) {
      return parts.get(0);
    }
    NDArray joined = Torch.concat(parts, axis);
    joined.attach(call);
    return joined;
  }

  /** Shape of each parameter. */
  public static SortedMap<String, Shape> shapes(int hidden, int rank, List<Modality> modalities) {
    SortedMap<String, Shape> shapes = new TreeMap<>();
    shapes.put(DOWN, new Shape(rank, hidden));
    modalities.forEach(m -> shapes.put(up(m), new Shape(hidden, rank)));
    return shapes;
  }

  /** The authors' start: down ~ N(0, 1/r), ups zero, so that the delta is zero. */
  public static float[] initial(String key, Shape shape, Random random) {
    float[] values = new float[(int) shape.size()];
    if (key.equals(DOWN)) {
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) (random.nextGaussian() / shape.get(0));
      }
    }
    return values;
  }

  private static NDArray column(NDArray presence, int m) {
    return presence.get(":, " + m).reshape(-1, 1, 1);
  }

  private static String up(Modality m) {
    return "up." + m.name().toLowerCase(Locale.ROOT) + ".weight";
  }
}
