package io.lacuna.model.base;

import io.lacuna.model.features.FeatureSpec;
import java.util.List;

/**
 * Everything that fixes a base besides its weights; stored as {@code base_config.json}.
 *
 * @param name for people
 * @param textModelDigest digest of the frozen transformer's weights
 * @param features how payloads are prepared
 * @param imageStem sizes of the image stem
 * @param audioStem sizes of the audio stem
 */
public record BaseConfig(
    String name,
    String textModelDigest,
    FeatureSpec features,
    ImageStemConfig imageStem,
    AudioStemConfig audioStem) {

  public BaseConfig {
    if (name == null || textModelDigest == null || features == null) {
      throw new IllegalArgumentException("a base needs name, textModelDigest and features");
    }
    if (imageStem == null || audioStem == null) {
      throw new IllegalArgumentException("a base needs imageStem and audioStem");
    }
    if (features.image().height() < imageStem.minSize()
        || features.image().width() < imageStem.minSize()) {
      throw new IllegalArgumentException(
          "images of "
              + features.image().height()
              + "x"
              + features.image().width()
              + " are too small for "
              + imageStem.channels().size()
              + " stages; at least "
              + imageStem.minSize());
    }
  }

  /**
   * @param channels of each stage; a stage halves height and width
   * @param blocks residual convolutions after each stage's first one
   * @param grid tokens per side: the image becomes grid × grid tokens
   */
  public record ImageStemConfig(List<Integer> channels, List<Integer> blocks, int grid) {
    /** Channels that are normalised together. */
    static final int GROUP = 8;

    public static final ImageStemConfig DEFAULT =
        new ImageStemConfig(List.of(32, 64, 96, 128), List.of(0, 1, 1, 1), 4);

    public ImageStemConfig {
      channels = List.copyOf(channels);
      blocks = List.copyOf(blocks);
      if (channels.isEmpty() || channels.size() != blocks.size()) {
        throw new IllegalArgumentException(
            "imageStem.channels " + channels + " and blocks " + blocks + " need one entry a stage");
      }
      if (channels.stream().anyMatch(c -> c < GROUP || c % GROUP != 0)) {
        throw new IllegalArgumentException(
            "imageStem.channels " + channels + " must be multiples of " + GROUP);
      }
      if (blocks.stream().anyMatch(b -> b < 0) || grid < 1 || grid > 32) {
        throw new IllegalArgumentException(
            "imageStem.blocks "
                + blocks
                + " must not be negative, grid "
                + grid
                + " must be in [1, 32]");
      }
    }

    public int tokens() {
      return grid * grid;
    }

    private int minSize() {
      return grid << channels.size() - 1;
    }
  }

  /**
   * @param channels of each layer; a layer halves the number of frames
   * @param kernel odd, in frames
   */
  public record AudioStemConfig(List<Integer> channels, int kernel) {
    public static final AudioStemConfig DEFAULT =
        new AudioStemConfig(List.of(96, 128, 160, 160, 192), 5);

    public AudioStemConfig {
      channels = List.copyOf(channels);
      if (channels.isEmpty() || channels.size() > 16 || kernel < 1 || kernel % 2 == 0) {
        throw new IllegalArgumentException(
            "audioStem.channels "
                + channels
                + " needs 1 to 16 entries, kernel "
                + kernel
                + " must be odd");
      }
    }

    /** Tokens that so many frames become. */
    public int tokens(int frames) {
      int n = frames;
      for (int i = 0; i < channels.size(); i++) {
        n = (n + 1) / 2;
      }
      return n;
    }
  }

  /** The default sizes. */
  public static BaseConfig of(String name, String textModelDigest, FeatureSpec features) {
    return new BaseConfig(
        name, textModelDigest, features, ImageStemConfig.DEFAULT, AudioStemConfig.DEFAULT);
  }
}
