package io.lacuna.model.features;

import io.lacuna.model.modality.Payload;
import io.lacuna.model.modality.PayloadException;
import io.lacuna.schema.Modality;

/**
 * Prepares payloads for a base model. Deterministic and thread-safe; the same payload gives the
 * same bits in serving, training and replay. Owns the tokenizer's native memory until closed.
 */
public final class FeatureExtractor implements PayloadReader {
  private final FeatureSpec spec;
  private final TextTokens text;
  private final AudioFrames audio;

  public FeatureExtractor(FeatureSpec spec) {
    this.spec = spec;
    this.text = new TextTokens(spec.text());
    this.audio = new AudioFrames(spec.audio());
  }

  @Override
  public Features extract(Modality modality, Payload payload) throws PayloadException {
    if (payload instanceof Payload.Tensor tensor) {
      boolean fits = spec.fits(modality, tensor.shape());
      Features ready = PayloadChecks.tensor(modality, tensor, fits, spec.allowed(modality));
      return modality == Modality.TEXT
          ? PayloadChecks.tokenIds(ready, TextTokens.VOCABULARY)
          : ready;
    }
    Payload.Encoded encoded = (Payload.Encoded) payload;
    String mediaType = PayloadChecks.mediaType(modality, encoded.mediaType());
    return switch (modality) {
      case IMAGE -> image(mediaType, encoded.bytes());
      case TEXT -> text.extract(encoded.bytes());
      case AUDIO -> audio.extract(encoded.bytes());
    };
  }

  private Features image(String mediaType, byte[] bytes) throws PayloadException {
    ImageSpec image = spec.image();
    PixelGrid pixels = ImageDecoder.decode(mediaType, bytes).withChannels(image.channels());
    return BicubicResize.resize(pixels, image.height(), image.width())
        .normalised(image.mean(), image.std());
  }

  @Override
  public void close() {
    text.close();
  }
}
