package io.lacuna.model.adapter;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.lacuna.model.base.Base;
import io.lacuna.model.features.Features;
import io.lacuna.model.tensor.Parameters;
import io.lacuna.model.tensor.Safetensors;
import io.lacuna.model.tensor.SafetensorsHeader;
import io.lacuna.model.tensor.Torch;
import io.lacuna.schema.Modality;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * The golden record of an adapter: features of a few observations and the scores it gave them when
 * it was written, in float32. It stands beside the weights, outside the adapter's digest, and names
 * that digest itself. The observations are made up, so the folder holds nothing of any subject.
 *
 * @param adapter digest of the adapter it belongs to
 * @param cases at least one
 */
public record Golden(String adapter, List<Case> cases) {
  /** Name of the file in the adapter's folder. */
  public static final String FILE = "golden.safetensors";

  private static final String ADAPTER_KEY = "adapter_digest";
  private static final String SCORES = "scores";

  /**
   * One observation.
   *
   * @param scores one array per task, in the order of the configuration
   */
  public record Case(Map<Modality, Features> features, List<float[]> scores) {}

  public Golden {
    cases = List.copyOf(cases);
    if (cases.isEmpty()) {
      throw new IllegalArgumentException("a golden record needs at least one case");
    }
  }

  /** Asks the adapter; each case in a pass of its own, so that none depends on another. */
  public static Golden of(Base base, Adapter adapter) {
    List<Case> cases =
        GoldenFeatures.of(base, adapter.config().modalities()).stream()
            .map(features -> new Case(features, scores(base, adapter, features)))
            .toList();
    return new Golden(adapter.digest(), cases);
  }

  /** Largest distance between these scores and what the adapter says now; NaN counts as far. */
  public float distance(Base base, Adapter adapter) {
    return largest(base, adapter, task -> 1);
  }

  /** {@link #distance} as a share of the range that a task's scores can have. */
  public float shareOfRange(Base base, Adapter adapter) {
    return largest(base, adapter, task -> (float) (task.max() - task.min()));
  }

  private float largest(Base base, Adapter adapter, ToDoubleFunction<AdapterTask> unit) {
    float largest = 0;
    for (Case known : cases) {
      List<float[]> now = scores(base, adapter, known.features());
      for (int task = 0; task < now.size(); task++) {
        double one = unit.applyAsDouble(adapter.config().tasks().get(task));
        float[] then = known.scores().get(task);
        for (int i = 0; i < then.length; i++) {
          float far = (float) (Math.abs(then[i] - now.get(task)[i]) / one);
          largest = far <= largest ? largest : Float.isNaN(far) ? Float.POSITIVE_INFINITY : far;
        }
      }
    }
    return largest;
  }

  private static List<float[]> scores(
      Base base, Adapter adapter, Map<Modality, Features> features) {
    AdapterRows rows = AdapterRows.of(List.of(adapter));
    Torch.inferenceThread();
    try (NDManager call = base.manager().newSubManager()) {
      var tokens = base.embed(List.of(features), adapter.model().missingInput(), call);
      NDArray states = base.encode(tokens.x0(), tokens.mask(), rows.deltas(tokens.presence()));
      return rows.answer(states, tokens).get(0);
    }
  }

  /** Writes the file into the adapter's folder. */
  public void write(Path folder) throws IOException {
    Map<String, NDArray> arrays = new TreeMap<>();
    try (NDManager m = Torch.newManager("cpu")) {
      for (int i = 0; i < cases.size(); i++) {
        String prefix = i + ".";
        cases
            .get(i)
            .features()
            .forEach(
                (modality, f) ->
                    arrays.put(prefix + modality, m.create(f.values(), shape(f.shape()))));
        List<float[]> scores = cases.get(i).scores();
        for (int task = 0; task < scores.size(); task++) {
          arrays.put(prefix + SCORES + "." + task, m.create(scores.get(task)));
        }
      }
      Safetensors.write(folder.resolve(FILE), arrays, Map.of("format", "pt", ADAPTER_KEY, adapter));
    }
  }

  private static Shape shape(int[] lengths) {
    return new Shape(IntStream.of(lengths).asLongStream().toArray());
  }

  /**
   * Reads the golden record of an adapter's folder.
   *
   * @throws AdapterException if there is none, it is damaged, or it is another adapter's
   */
  public static Golden read(Path folder, Adapter adapter) {
    Path file = folder.resolve(FILE);
    if (!Files.exists(file)) {
      throw new AdapterException(
          Refusal.GOLDEN_MISSING,
          file + " is missing; make it with `lacuna adapters golden " + folder + "`");
    }
    try (NDManager m = Torch.newManager("cpu")) {
      SafetensorsHeader header = Safetensors.readHeader(file);
      String owner = header.metadata().get(ADAPTER_KEY);
      if (!adapter.digest().equals(owner)) {
        throw new AdapterException(
            Refusal.GOLDEN_INVALID,
            file + " belongs to adapter " + owner + ", not to " + adapter.digest());
      }
      Parameters arrays = Safetensors.read(file, m);
      List<Case> cases = new ArrayList<>();
      while (!arrays.sub(cases.size() + ".").names().isEmpty()) {
        cases.add(oneCase(arrays.sub(cases.size() + "."), adapter.config()));
      }
      return new Golden(owner, cases);
    } catch (IOException | IllegalArgumentException e) {
      throw new AdapterException(Refusal.GOLDEN_INVALID, file + ": " + e.getMessage(), e);
    }
  }

  private static Case oneCase(Parameters arrays, AdapterConfig config) {
    Map<Modality, Features> features = new EnumMap<>(Modality.class);
    for (Modality m : config.modalities()) {
      if (arrays.has(m.name())) {
        NDArray array = arrays.get(m.name());
        int[] shape =
            LongStream.of(array.getShape().getShape()).mapToInt(Math::toIntExact).toArray();
        features.put(m, new Features(shape, array.toFloatArray()));
      }
    }
    List<float[]> scores = new ArrayList<>();
    for (AdapterTask task : config.tasks()) {
      float[] values = arrays.get(SCORES + "." + scores.size()).toFloatArray();
      if (values.length != task.labels().size()) {
        throw new IllegalArgumentException(
            values.length + " scores for the " + task.labels().size() + " of " + task.name());
      }
      scores.add(values);
    }
    return new Case(features, scores);
  }
}
