package io.lacuna.trainer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.lacuna.model.adapter.Method;
import io.lacuna.model.base.BaseConfig;
import io.lacuna.model.features.FeatureSpec;
import io.lacuna.trainer.data.DataSet;
import io.lacuna.trainer.data.Split;
import io.lacuna.trainer.feature.AudioAugmentation;
import io.lacuna.trainer.feature.ImageAugmentation;
import io.lacuna.trainer.loop.LoopSettings;
import io.lacuna.trainer.stage.AdapterStage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * A training, as a JSON file. Unknown and missing fields are refused.
 *
 * @param pipeline that the data set must be for
 * @param data data set folder, unless the command line names one
 * @param out folder for {@code base/} and the adapter, unless the command line names one
 * @param seed of everything
 * @param base name, features and stem sizes of the base
 * @param stems how the stems are trained
 * @param adapter what is trained on the base
 * @param missing which modalities training subjects show
 * @param zeroFill training of the baseline's head
 * @param bootstrapDraws draws of the intervals
 */
public record TrainingConfig(
    String pipeline,
    String data,
    String out,
    long seed,
    Base base,
    Stems stems,
    AdapterSettings adapter,
    Missing missing,
    LoopSettings zeroFill,
    int bootstrapDraws) {

  public record Base(
      String name,
      FeatureSpec features,
      BaseConfig.ImageStemConfig imageStem,
      BaseConfig.AudioStemConfig audioStem) {}

  public record Stems(ImageStage image, AudioStage audio) {}

  public record ImageStage(LoopSettings loop, ImageAugmentation augmentation) {}

  public record AudioStage(LoopSettings loop, AudioAugmentation augmentation) {}

  /**
   * @param id readable name; also the last part names its folder
   * @param width own width of a mixture
   * @param experts shared experts of a mixture block; 0 for MoRA
   */
  public record AdapterSettings(
      String id,
      Method method,
      int r,
      int loraAlpha,
      List<Integer> blocks,
      int width,
      int experts,
      AdapterStage.Weights weights,
      LoopSettings loop) {}

  /**
   * @param share of subjects that are partial
   * @param variants a subject's pattern is drawn anew for so many epochs, then they repeat
   */
  public record Missing(double share, int variants) {}

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .build();

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
   * Refuses a data set of another pipeline, or without one of the three splits.
   *
   * @throws IllegalArgumentException if it is one; says what is wanted
   */
  void requireFits(DataSet set) {
    if (!set.pipeline().equals(pipeline)) {
      throw new IllegalArgumentException(
          "data set "
              + set.name()
              + " is for pipeline "
              + set.pipeline()
              + ", must be "
              + pipeline);
    }
    for (Split split : List.of(Split.TRAIN, Split.VALIDATION, Split.TEST)) {
      if (set.of(split).isEmpty()) {
        throw new IllegalArgumentException(
            "data set " + set.name() + " has no subjects in split " + split.word() + ", must have");
      }
    }
  }

  /** SHA-256 over all fields, in hexadecimal; the layout of the file does not matter. */
  String digest() {
    try {
      byte[] all = JSON.writeValueAsBytes(this);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(all));
    } catch (JsonProcessingException | NoSuchAlgorithmException e) {
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
