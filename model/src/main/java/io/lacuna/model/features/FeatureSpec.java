package io.lacuna.model.features;

/**
 * What a base model expects of each modality. Stored as JSON with the base, so that serving and
 * training prepare payloads alike.
 */
public record FeatureSpec(ImageSpec image, TextSpec text, AudioSpec audio) {
  public FeatureSpec {
    if (image == null || text == null || audio == null) {
      throw new IllegalArgumentException("features need image, text and audio");
    }
  }
}
