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
      implements BaseSettings {
    public Fusion {
      Required.of("base.name", name);
      Required.of("base.features", features);
      Required.of("base.imageStem", imageStem);
      Required.of("base.audioStem", audioStem);
      Required.of("base.stems", stems);
    }
  }

  /**
   * Ready features, standardised by their training data.
   *
   * @param clip standardised values are cut off at ± this many standard deviations
   */
  record Features(String name, double clip) implements BaseSettings {
    public Features {
      Required.of("base.name", name);
    }
  }

  /** A base that is there already, such as a ViLT checkpoint; it is not changed. */
  record Folder(String path) implements BaseSettings {
    public Folder {
      Required.of("base.path", path);
    }
  }

  record Stems(ImageStage image, AudioStage audio) {
    public Stems {
      Required.of("base.stems.image", image);
      Required.of("base.stems.audio", audio);
    }
  }

  record ImageStage(LoopSettings loop, ImageAugmentation augmentation) {
    public ImageStage {
      Required.of("base.stems.image.loop", loop);
      Required.of("base.stems.image.augmentation", augmentation);
    }
  }

  record AudioStage(LoopSettings loop, AudioAugmentation augmentation) {
    public AudioStage {
      Required.of("base.stems.audio.loop", loop);
      Required.of("base.stems.audio.augmentation", augmentation);
    }
  }
}
