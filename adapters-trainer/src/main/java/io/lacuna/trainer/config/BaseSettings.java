package io.lacuna.trainer.config;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.lacuna.model.base.BaseConfig;
import io.lacuna.model.features.FeatureSpec;
import io.lacuna.trainer.feature.AudioAugmentation;
import io.lacuna.trainer.feature.ImageAugmentation;
import io.lacuna.trainer.loop.LoopSettings;

/** Which frozen base an adapter is trained on, and how it comes to be. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
  @JsonSubTypes.Type(value = BaseSettings.Fusion.class, name = "fusion"),
  @JsonSubTypes.Type(value = BaseSettings.Features.class, name = "features"),
  @JsonSubTypes.Type(value = BaseSettings.Folder.class, name = "folder")
})
public sealed interface BaseSettings {

  /** Stems in front of the MiniLM transformer, trained first, each alone. */
  record Fusion(
      String name,
      FeatureSpec features,
      BaseConfig.ImageStemConfig imageStem,
      BaseConfig.AudioStemConfig audioStem,
      Stems stems)
      implements BaseSettings {}

  /**
   * Ready features, standardised by their training data.
   *
   * @param clip standardised values are cut off at ± this many standard deviations
   */
  record Features(String name, double clip) implements BaseSettings {}

  /** A base that is there already, such as a ViLT checkpoint; it is not changed. */
  record Folder(String path) implements BaseSettings {}

  record Stems(ImageStage image, AudioStage audio) {}

  record ImageStage(LoopSettings loop, ImageAugmentation augmentation) {}

  record AudioStage(LoopSettings loop, AudioAugmentation augmentation) {}
}
