package io.lacuna.model.vilt;

import static io.lacuna.model.modality.RejectReason.UNSUPPORTED_MEDIA_TYPE;

import io.lacuna.model.features.BicubicResize;
import io.lacuna.model.features.Features;
import io.lacuna.model.features.ImageDecoder;
import io.lacuna.model.features.PayloadChecks;
import io.lacuna.model.features.PayloadReader;
import io.lacuna.model.features.PixelGrid;
import io.lacuna.model.features.TextTokens;
import io.lacuna.model.modality.Payload;
import io.lacuna.model.modality.PayloadException;
import io.lacuna.schema.Modality;

/**
 * Prepares pictures and texts for a ViLT as Hugging Face's processor with Pillow does: a picture
 * keeps its aspect and becomes RGB in [−1, 1], a text is cut to the position table. Deterministic
 * and thread-safe; owns the tokenizer's native memory until closed.
 */
final class ViltReader implements PayloadReader {
  private static final float MEAN = 0.5f;
  private static final float STD = 0.5f;

  private final ViltConfig config;
  private final TextTokens text;

  /**
   * @param tokenizer as {@link ViltTokenizer#json} gives it
   */
  ViltReader(ViltConfig config, byte[] tokenizer) {
    this.config = config;
    this.text = new TextTokens(tokenizer, config.maxPositions());
  }

  @Override
  public Features extract(Modality modality, Payload payload) throws PayloadException {
    if (modality == Modality.AUDIO) {
      throw new PayloadException(
          UNSUPPORTED_MEDIA_TYPE, "payload of AUDIO; this ViLT reads IMAGE and TEXT");
    }
    if (payload instanceof Payload.Tensor tensor) {
      boolean fits = config.takes(modality, tensor.shape());
      Features ready = PayloadChecks.tensor(modality, tensor, fits, config.allowed(modality));
      return modality == Modality.TEXT ? PayloadChecks.tokenIds(ready, config.vocabSize()) : ready;
    }
    Payload.Encoded encoded = (Payload.Encoded) payload;
    String mediaType = PayloadChecks.mediaType(modality, encoded.mediaType());
    return modality == Modality.TEXT
        ? text.extract(encoded.bytes())
        : image(ImageDecoder.decode(mediaType, encoded.bytes()));
  }

  private Features image(PixelGrid decoded) {
    ImageSize size = ImageSize.of(decoded.height(), decoded.width(), config.imageSize());
    return BicubicResize.resize(
            decoded.withChannels(config.channels()), size.height(), size.width())
        .normalised(MEAN, STD);
  }

  @Override
  public void close() {
    text.close();
  }
}
