package io.lacuna.model.base;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.lacuna.model.features.Features;
import io.lacuna.model.tensor.Parameters;
import io.lacuna.schema.Modality;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Mean and deviation of every feature column of training data, in double precision. */
final class FeatureStatistics {
  /** A deviation below this share of the largest value of its column is rounding. */
  private static final double CONSTANT = 1e-6;

  private FeatureStatistics() {}

  static Parameters of(
      FeatureBaseConfig config, List<Map<Modality, Features>> training, NDManager manager) {
    Map<String, NDArray> arrays = new TreeMap<>();
    for (Modality modality : config.shapes().keySet()) {
      int d = config.values(modality);
      double[] sum = new double[d];
      double[] squares = new double[d];
      double[] largest = new double[d];
      long count = 0;
      for (Map<Modality, Features> record : training) {
        Features f = record.get(modality);
        if (f == null) {
          continue;
        }
        for (int i = 0; i < f.values().length; i++) {
          double v = f.values()[i];
          sum[i % d] += v;
          squares[i % d] += v * v;
          largest[i % d] = Math.max(largest[i % d], Math.abs(v));
        }
        count += f.values().length / d;
      }
      if (count == 0) {
        throw new IllegalArgumentException("no training subject has " + modality);
      }
      float[] mean = new float[d];
      float[] scale = new float[d];
      for (int i = 0; i < d; i++) {
        double average = sum[i] / count;
        double deviation = Math.sqrt(Math.max(0, squares[i] / count - average * average));
        mean[i] = (float) average;
        scale[i] = deviation > CONSTANT * largest[i] ? (float) (1 / deviation) : 0;
      }
      arrays.put(mean(modality), manager.create(mean));
      arrays.put(scale(modality), manager.create(scale));
    }
    return Parameters.of(arrays);
  }

  static String mean(Modality modality) {
    return word(modality) + ".mean";
  }

  static String scale(Modality modality) {
    return word(modality) + ".scale";
  }

  private static String word(Modality modality) {
    return modality.name().toLowerCase(Locale.ROOT);
  }
}
