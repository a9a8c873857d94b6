package io.lacuna.model.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.lacuna.model.tensor.Parameters;
import io.lacuna.model.tensor.Torch;
import io.lacuna.schema.Modality;
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
 * <p>Legend: n = records, s = tokens, h = hidden, r = rank, k = modalities. Keys: {@code
 * down.weight} (r, h), {@code up.MODALITY.weight} (h, r).
 */
public final class MoraDelta {
  private static final String DOWN = "down.weight";

  private MoraDelta() {}

  /**
   * @param x (n, s, h), the input of the block
   * @param present (n, k), 1 where the record has the modality, columns as in {@code modalities}
   * @return (n, s, h), to be added to the block's output
   */
  public static NDArray of(
      NDArray x, NDArray present, Parameters p, List<Modality> modalities, float scale) {
    NDArray down = Torch.linear(x, p.get(DOWN), null); // (n, s, r)
    NDArray delta = null;
    for (int m = 0; m < modalities.size(); m++) {
      NDArray factor = column(present, m).mul(scale); // (n, 1, 1)
      NDArray up = Torch.linear(down.mul(factor), p.get(up(modalities.get(m))), null); // (n, s, h)
      delta = delta == null ? up : delta.add(up);
    }
    return delta;
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

  private static NDArray column(NDArray present, int m) {
    long n = present.getShape().get(0);
    return present.get(":, " + m).reshape(n, 1, 1);
  }

  private static String up(Modality m) {
    return "up." + m.name().toLowerCase(Locale.ROOT) + ".weight";
  }
}
