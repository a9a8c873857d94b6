package io.lacuna.model.base;

import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.lacuna.model.features.Features;
import io.lacuna.model.tensor.Parameters;
import io.lacuna.model.tensor.Safetensors;
import io.lacuna.model.tensor.Sha256;
import io.lacuna.model.tensor.Torch;
import io.lacuna.schema.Modality;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The folder of a feature base: {@code feature_base.json} and {@code statistics.safetensors}. */
public final class FeatureBaseStore {
  /** File that marks the folder of such a base. */
  public static final String CONFIG = "feature_base.json";

  private static final String STATISTICS = "statistics.safetensors";
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .build();

  private FeatureBaseStore() {}

  /**
   * Makes a base from the features of training subjects.
   *
   * @param training features of what each subject has
   * @throws IllegalArgumentException if a modality occurs nowhere
   */
  public static FeatureBase fit(
      FeatureBaseConfig config, List<Map<Modality, Features>> training, String device) {
    NDManager manager = Torch.newManager(device);
    try {
      Parameters statistics = FeatureStatistics.of(config, training, manager);
      return new FeatureBase(manager, config, statistics, digest(config, statistics));
    } catch (RuntimeException e) {
      manager.close();
      throw e;
    }
  }

  /** Writes both files; a base that was there is replaced. */
  public static void save(Path folder, FeatureBase base) throws IOException {
    Safetensors.write(
        folder.resolve(STATISTICS), base.statistics().asMap(), Map.of("base", base.name()));
    Files.writeString(folder.resolve(CONFIG), JSON.writeValueAsString(base.config()) + "\n");
  }

  /**
   * Loads a base.
   *
   * @throws IOException if a file is missing or not sound, or the two do not fit
   */
  public static FeatureBase load(Path folder, String device) throws IOException {
    FeatureBaseConfig config = config(folder.resolve(CONFIG));
    NDManager manager = Torch.newManager(device);
    try {
      Parameters statistics = Safetensors.read(folder.resolve(STATISTICS), manager);
      for (Modality m : config.shapes().keySet()) {
        for (String key : List.of(FeatureStatistics.mean(m), FeatureStatistics.scale(m))) {
          if (!statistics.has(key) || statistics.get(key).size() != config.values(m)) {
            throw new IOException(
                folder.resolve(STATISTICS)
                    + ": tensor '"
                    + key
                    + "' must be there with "
                    + config.values(m)
                    + " values");
          }
        }
      }
      return new FeatureBase(manager, config, statistics, digest(config, statistics));
    } catch (IOException | RuntimeException e) {
      manager.close();
      throw e;
    }
  }

  private static FeatureBaseConfig config(Path file) throws IOException {
    try {
      return JSON.readValue(Files.readString(file), FeatureBaseConfig.class);
    } catch (JsonProcessingException e) {
      throw new IOException(file + " is not a feature base: " + e.getOriginalMessage(), e);
    }
  }

  private static String digest(FeatureBaseConfig config, Parameters statistics) {
    try {
      return Sha256.hex(statistics.digest() + '\n' + JSON.writeValueAsString(config));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a configuration is always writable", e);
    }
  }
}
