package io.lacuna.model.features;

import io.lacuna.schema.Modality;

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

  /** Whether features of a modality may have this shape. */
  public boolean fits(Modality modality, int[] shape) {
    return switch (modality) {
      case IMAGE ->
          shape.length == 3
              && shape[0] == image.channels()
              && shape[1] == image.height()
              && shape[2] == image.width();
      case TEXT -> shape.length == 1 && shape[0] >= 1 && shape[0] <= text.maxTokens();
      case AUDIO ->
          shape.length == 2
              && shape[0] >= audio.minFrames()
              && shape[0] <= audio.maxFrames()
              && shape[1] == audio.bins();
    };
  }

  /** The shapes that fit, in words. */
  public String allowed(Modality modality) {
    return switch (modality) {
      case IMAGE ->
          "(" + image.channels() + ", " + image.height() + ", " + image.width() + ") for IMAGE";
      case TEXT -> "(1 to " + text.maxTokens() + ") for TEXT";
      case AUDIO ->
          "("
              + audio.minFrames()
              + " to "
              + audio.maxFrames()
              + ", "
              + audio.bins()
              + ") for AUDIO";
    };
  }
}
