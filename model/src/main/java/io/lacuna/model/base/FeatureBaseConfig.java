package io.lacuna.model.base;

import io.lacuna.model.features.PayloadReader;
import io.lacuna.schema.Modality;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Everything that fixes a feature base besides its statistics; stored as {@code feature_base.json}.
 *
 * @param name for people
 * @param shapes per modality, of its feature tensor: {@code [d]} for one vector, {@code [t, d]} for
 *     at most t vectors
 * @param clip standardised values are cut off at ± this many standard deviations
 */
public record FeatureBaseConfig(String name, Map<Modality, List<Integer>> shapes, double clip) {
  public FeatureBaseConfig {
    shapes = Collections.unmodifiableMap(new TreeMap<>(shapes));
    if (name == null || name.isBlank() || shapes.isEmpty() || !(clip > 0)) {
      throw new IllegalArgumentException(
          "a feature base needs a name, at least one modality, and clip > 0, not " + clip);
    }
    shapes.forEach(
        (modality, shape) -> {
          boolean positive =
              (shape.size() == 1 || shape.size() == 2)
                  && shape.stream().allMatch(d -> d > 0 && d <= 1 << 20);
          if (!positive) {
            throw new IllegalArgumentException(
                "shape of " + modality + " must be [d] or [t, d] with sizes in [1, 1048576]");
          }
        });
  }

  /** Opens a reader of feature tensors of these shapes. */
  public PayloadReader reader() {
    return new FeatureTensors(this);
  }

  /** Number of values d in a vector of the modality. */
  int values(Modality modality) {
    List<Integer> shape = shapes.get(modality);
    return shape.get(shape.size() - 1);
  }

  /** Most vectors that a tensor of the modality may hold. */
  int vectors(Modality modality) {
    List<Integer> shape = shapes.get(modality);
    return shape.size() == 1 ? 1 : shape.get(0);
  }

  /** Width of a token: the widest vector; narrower ones are filled with zeros. */
  int width() {
    return shapes.keySet().stream().mapToInt(this::values).max().orElseThrow();
  }

  /** Whether a tensor of the modality may have this shape. */
  boolean fits(Modality modality, int[] shape) {
    List<Integer> wanted = shapes.get(modality);
    return wanted != null
        && shape.length == wanted.size()
        && shape[shape.length - 1] == values(modality)
        && (shape.length == 1 || shape[0] >= 1 && shape[0] <= vectors(modality));
  }

  /** The shapes that fit, in words. */
  String allowed(Modality modality) {
    if (!shapes.containsKey(modality)) {
      return "nothing for " + modality + ", only " + shapes.keySet();
    }
    String d = String.valueOf(values(modality));
    boolean one = shapes.get(modality).size() == 1;
    return "(" + (one ? d : "1 to " + vectors(modality) + ", " + d) + ") for " + modality;
  }
}
