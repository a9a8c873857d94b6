package io.lacuna.model.base;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.lacuna.model.features.Features;
import io.lacuna.model.features.PayloadReader;
import io.lacuna.model.tensor.Parameters;
import io.lacuna.schema.Modality;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * A base for ready features that other encoders made: it standardises each value by the mean and
 * standard deviation of its column in the training data, and has no blocks. A column that never
 * varied there carries nothing and becomes zero.
 *
 * <p>Keys: {@code MODALITY.mean} (d), {@code MODALITY.scale} (d), one over the deviation or 0.
 */
public final class FeatureBase implements Base {
  private final NDManager manager;
  private final FeatureBaseConfig config;
  private final Parameters statistics;
  private final Map<Modality, float[]> mean = new EnumMap<>(Modality.class);
  private final Map<Modality, float[]> scale = new EnumMap<>(Modality.class);
  private final String digest;

  FeatureBase(NDManager manager, FeatureBaseConfig config, Parameters statistics, String digest) {
    this.manager = manager;
    this.config = config;
    this.statistics = statistics;
    this.digest = digest;
    for (Modality m : config.shapes().keySet()) {
      mean.put(m, statistics.get(FeatureStatistics.mean(m)).toFloatArray());
      scale.put(m, statistics.get(FeatureStatistics.scale(m)).toFloatArray());
    }
  }

  public FeatureBaseConfig config() {
    return config;
  }

  Parameters statistics() {
    return statistics;
  }

  @Override
  public String name() {
    return config.name();
  }

  @Override
  public String digest() {
    return digest;
  }

  @Override
  public NDManager manager() {
    return manager;
  }

  @Override
  public int width() {
    return config.width();
  }

  @Override
  public int blocks() {
    return 0;
  }

  @Override
  public Set<Modality> modalities() {
    return config.shapes().keySet();
  }

  @Override
  public long size() {
    return statistics.size();
  }

  @Override
  public PayloadReader reader() {
    return config.reader();
  }

  @Override
  public TokenBatch embed(List<Map<Modality, Features>> batch, NDManager m) {
    Map<Modality, ModalityTokens> parts = new EnumMap<>(Modality.class);
    for (Modality modality : config.shapes().keySet()) {
      int[] rows = ModalityTokens.rowsWith(modality, batch);
      if (rows.length > 0) {
        parts.put(modality, tokens(modality, rows, batch, m));
      }
    }
    return ModalityTokens.join(parts, batch.size(), m);
  }

  private ModalityTokens tokens(
      Modality modality, int[] rows, List<Map<Modality, Features>> batch, NDManager m) {
    int d = config.values(modality);
    int h = config.width();
    int[] lengths = new int[rows.length];
    int longest = 0;
    for (int i = 0; i < rows.length; i++) {
      Features f = batch.get(rows[i]).get(modality);
      if (!config.fits(modality, f.shape())) {
        throw new IllegalArgumentException(
            "features must have shape " + config.allowed(modality) + " in base " + name());
      }
      lengths[i] = f.values().length / d;
      longest = Math.max(longest, lengths[i]);
    }
    float[] values = new float[rows.length * longest * h];
    for (int i = 0; i < rows.length; i++) {
      float[] raw = batch.get(rows[i]).get(modality).values();
      for (int v = 0; v < raw.length; v++) {
        values[(i * longest + v / d) * h + v % d] = standardised(modality, v % d, raw[v]);
      }
    }
    return new ModalityTokens(rows, m.create(values, new Shape(rows.length, longest, h)), lengths);
  }

  private float standardised(Modality modality, int column, float value) {
    float z = (value - mean.get(modality)[column]) * scale.get(modality)[column];
    float clip = (float) config.clip();
    return Math.max(-clip, Math.min(clip, z));
  }

  /** The mean of the training data, as a raw feature. */
  @Override
  public Features dummy(Modality modality) {
    float[] average = mean.get(modality).clone();
    boolean one = config.shapes().get(modality).size() == 1;
    int[] shape = one ? new int[] {average.length} : new int[] {1, average.length};
    return new Features(shape, average);
  }

  @Override
  public Features longest(Modality modality) {
    int[] shape = config.shapes().get(modality).stream().mapToInt(d -> d).toArray();
    return new Features(shape, new float[Arrays.stream(shape).reduce(1, (a, b) -> a * b)]);
  }

  @Override
  public NDArray encode(NDArray x0, NDArray mask, Map<Integer, UnaryOperator<NDArray>> deltas) {
    if (!deltas.isEmpty()) {
      throw new IllegalArgumentException(
          "base "
              + name()
              + " has no blocks that could carry a delta; asked for "
              + deltas.keySet());
    }
    return x0;
  }

  @Override
  public void close() {
    manager.close();
  }
}
