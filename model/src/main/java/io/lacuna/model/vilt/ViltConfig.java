package io.lacuna.model.vilt;

import io.lacuna.schema.Modality;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Sizes of a ViLT, as its {@code config.json} gives them.
 *
 * @param vocabSize rows of the word table
 * @param hiddenSize width h of every token
 * @param layers transformer blocks
 * @param heads of each attention
 * @param intermediateSize width between the two linear maps of a block
 * @param maxPositions longest text in tokens
 * @param imageSize side in pixels of the square image that the position table was made for
 * @param patchSize side in pixels of a patch
 * @param channels of an image
 * @param typeVocabSize rows of the text's segment table, of which the first is used
 * @param modalityTypes rows of the modality table: 0 text, 1 image
 * @param layerNormEps of the text embedding's norm
 * @param blockNormEps of the norms in the blocks and of the last one
 */
public record ViltConfig(
    int vocabSize,
    int hiddenSize,
    int layers,
    int heads,
    int intermediateSize,
    int maxPositions,
    int imageSize,
    int patchSize,
    int channels,
    int typeVocabSize,
    int modalityTypes,
    double layerNormEps,
    double blockNormEps) {

  /** Sides of prepared images are multiples of this many pixels. */
  static final int SIZE_DIVISOR = 32;

  private static final int MOST = 1 << 20;
  private static final int MOST_PIXELS = 4096;

  /**
   * Reads {@code config.json}. Hugging Face's code takes {@code layer_norm_eps} for all norms; the
   * original ViLT code has 1e-6 in the blocks and the last norm. For weights that are to act as in
   * that code, add {@code "block_layer_norm_eps": 1e-06} to the file.
   *
   * @throws IOException if a field is missing or holds what this code does not do; names file,
   *     field, value and what is allowed
   */
  public static ViltConfig read(Path folder) throws IOException {
    ConfigFile file = ConfigFile.read(folder.resolve("config.json"));
    file.expect("model_type", "vilt", false);
    file.expect("hidden_act", "gelu", true);
    file.expect("qkv_bias", "true", false);
    // a bound would make the original pick patches at random
    file.expect("max_image_length", "-1", false);
    double eps = file.eps("layer_norm_eps");
    ViltConfig config =
        new ViltConfig(
            file.integer("vocab_size", 1, MOST),
            file.integer("hidden_size", 1, MOST),
            file.integer("num_hidden_layers", 1, 1000),
            file.integer("num_attention_heads", 1, MOST),
            file.integer("intermediate_size", 1, MOST),
            file.integer("max_position_embeddings", 3, 512),
            file.integer("image_size", 1, MOST_PIXELS),
            file.integer("patch_size", 1, SIZE_DIVISOR),
            file.integer("num_channels", 3, 3),
            file.integer("type_vocab_size", 1, MOST),
            file.integer("modality_type_vocab_size", 2, MOST),
            eps,
            file.has("block_layer_norm_eps") ? file.eps("block_layer_norm_eps") : eps);
    file.divides("num_attention_heads", config.heads, "hidden_size", config.hiddenSize);
    file.divides("patch_size", config.patchSize, "image_size", config.imageSize);
    file.divides("patch_size", config.patchSize, "the size divisor", SIZE_DIVISOR);
    return config;
  }

  /** The same sizes with another epsilon in the blocks and the last norm. */
  public ViltConfig withBlockNormEps(double eps) {
    return new ViltConfig(
        vocabSize,
        hiddenSize,
        layers,
        heads,
        intermediateSize,
        maxPositions,
        imageSize,
        patchSize,
        channels,
        typeVocabSize,
        modalityTypes,
        layerNormEps,
        eps);
  }

  /** Patches along each side of the position table. */
  int grid() {
    return imageSize / patchSize;
  }

  /** Whether features of a modality may have this shape. */
  boolean takes(Modality modality, int[] shape) {
    return switch (modality) {
      case IMAGE ->
          shape.length == 3
              && shape[0] == channels
              && shape[1] >= patchSize
              && shape[2] >= patchSize
              && shape[1] % patchSize == 0
              && shape[2] % patchSize == 0
              && (long) shape[1] * shape[2] <= mostPixels();
      case TEXT -> shape.length == 1 && shape[0] >= 1 && shape[0] <= maxPositions;
      case AUDIO -> false;
    };
  }

  /** The shapes that it takes, in words. */
  String allowed(Modality modality) {
    return switch (modality) {
      case IMAGE ->
          "("
              + channels
              + ", height, width) for IMAGE, both sides multiples of "
              + patchSize
              + ", at most "
              + mostPixels()
              + " pixels";
      case TEXT -> "(1 to " + maxPositions + ") for TEXT";
      case AUDIO -> "none for AUDIO";
    };
  }

  /** What no prepared picture exceeds, so that ready features cannot bring more work than one. */
  private long mostPixels() {
    return (long) Math.max(imageSize, SIZE_DIVISOR)
        * Math.max(ImageSize.longest(imageSize), SIZE_DIVISOR);
  }
}
