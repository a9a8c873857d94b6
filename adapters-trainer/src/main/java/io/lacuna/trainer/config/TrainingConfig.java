package io.lacuna.trainer.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.lacuna.model.adapter.MixtureOptions;
import io.lacuna.model.tensor.Sha256;
import io.lacuna.trainer.data.DataSet;
import io.lacuna.trainer.loop.LoopSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A training, as a JSON file. Unknown and missing fields are refused.
 *
 * @param pipeline that the data set must be for
 * @param data data set folder, unless the command line names one
 * @param out folder for {@code base/} and the adapter, unless the command line names one
 * @param seed of everything
 * @param base what the adapter is trained on
 * @param adapter what is trained
 * @param missing which modalities training subjects show
 * @param head training of the heads that an adapter is compared with
 * @param calibration how the trained adapter is calibrated on the validation split
 * @param bootstrapDraws draws of the intervals
 */
public record TrainingConfig(
    String pipeline,
    String data,
    String out,
    long seed,
    BaseSettings base,
    AdapterSettings adapter,
    MissingSettings missing,
    LoopSettings head,
    CalibrationSettings calibration,
    int bootstrapDraws) {

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .injectableValues(MixtureOptions.absent())
          .build();

  public TrainingConfig {
    Required.of("pipeline", pipeline);
    Required.of("data", data);
    Required.of("out", out);
    Required.of("base", base);
    Required.of("adapter", adapter);
    Required.of("missing", missing);
    Required.of("head", head);
    Required.of("calibration", calibration);
    if (bootstrapDraws < 1) {
      throw new IllegalArgumentException("bootstrapDraws " + bootstrapDraws + " must be >= 1");
    }
  }

  /**
   * Reads a configuration.
   *
   * @throws IllegalArgumentException if it cannot be used; names file and field
   */
  public static TrainingConfig read(Path file) {
    try {
      return JSON.readValue(Files.readString(file), TrainingConfig.class);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(file + ": " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new IllegalArgumentException("cannot read " + file + ": " + e.getMessage(), e);
    }
  }

  /**
   * Refuses a data set of another pipeline.
   *
   * @throws IllegalArgumentException if the pipelines differ
   */
  public void requireFits(DataSet set) {
    if (!set.pipeline().equals(pipeline)) {
      throw new IllegalArgumentException(
          "data set "
              + set.name()
              + " is for pipeline "
              + set.pipeline()
              + ", must be "
              + pipeline);
    }
  }

  /** SHA-256 over all fields, in hexadecimal; the layout of the file does not matter. */
  public String digest() {
    try {
      return Sha256.hex(JSON.writeValueAsBytes(this));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a configuration that was read can be written", e);
    }
  }

  /** Folder name of the adapter: what follows the pipeline's name in its id. */
  public String adapterFolder() {
    return adapter.id().startsWith(pipeline + "-")
        ? adapter.id().substring(pipeline.length() + 1)
        : adapter.id();
  }
}
