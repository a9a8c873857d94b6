package io.lacuna.model.features;

import io.lacuna.schema.Modality;
import java.util.Arrays;
import java.util.stream.IntStream;

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

  /**
   * What stands for a missing modality where one must stand for it: an image of ones (white after
   * normalisation by one half), a text of opening and closing token, the quietest sound.
   */
  public Features dummy(Modality modality) {
    return switch (modality) {
      case IMAGE -> filled(1, image.channels(), image.height(), image.width());
      case TEXT -> new Features(new int[] {2}, new float[] {TextTokens.OPEN, TextTokens.CLOSE});
      case AUDIO -> silence();
    };
  }

  /** The largest features that fit; only their shape matters. */
  public Features longest(Modality modality) {
    return switch (modality) {
      case IMAGE -> filled(0, image.channels(), image.height(), image.width());
      case TEXT -> filled(TextTokens.CLOSE, text.maxTokens());
      case AUDIO -> filled(0, audio.maxFrames(), audio.bins());
    };
  }

  private Features silence() {
    Features frames = filled(LogMel.QUIETEST, audio.minFrames(), audio.bins());
    for (int frame = 0; frame < audio.minFrames(); frame++) {
      int from = frame * audio.bins();
      Arrays.fill(frames.values(), from + audio.mels(), from + audio.bins(), 0); // no voice
    }
    return frames;
  }

  private static Features filled(float value, int... shape) {
    float[] values = new float[IntStream.of(shape).reduce(1, (a, b) -> a * b)];
    Arrays.fill(values, value);
    return new Features(shape, values);
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
