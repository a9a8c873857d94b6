package io.lacuna.model.features;

import static io.lacuna.model.modality.RejectReason.NOT_FINITE;
import static io.lacuna.model.modality.RejectReason.UNSUPPORTED_MEDIA_TYPE;
import static io.lacuna.model.modality.RejectReason.WRONG_SHAPE;

import io.lacuna.model.modality.Payload;
import io.lacuna.model.modality.PayloadException;
import io.lacuna.schema.Modality;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Prepares payloads for a base model. Deterministic and thread-safe; the same payload gives the
 * same bits in serving, training and replay. Owns the tokenizer's native memory until closed.
 */
public final class FeatureExtractor implements PayloadReader {
  private static final Map<Modality, List<String>> MEDIA_TYPES =
      Map.of(
          Modality.IMAGE, List.of("image/png", "image/jpeg", "image/tiff"),
          Modality.TEXT, List.of("text/plain"),
          Modality.AUDIO, List.of("audio/wav", "audio/x-wav", "audio/wave", "audio/vnd.wave"));

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
      return checked(modality, tensor);
    }
    Payload.Encoded encoded = (Payload.Encoded) payload;
    String mediaType = mediaType(modality, encoded.mediaType());
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

  /** The bare type; of its parameters only the character set of text counts. */
  private static String mediaType(Modality modality, String given) throws PayloadException {
    String[] parts = given.toLowerCase(Locale.ROOT).split(";", -1);
    String type = parts[0].strip();
    boolean otherCharset =
        modality == Modality.TEXT
            && Arrays.stream(parts)
                .map(String::strip)
                .anyMatch(
                    p -> p.startsWith("charset=") && !p.matches("charset=\"?(utf-8|us-ascii)\"?"));
    if (!MEDIA_TYPES.get(modality).contains(type) || otherCharset) {
      String shown = given.length() <= 80 ? given : given.substring(0, 80) + "…";
      throw new PayloadException(
          UNSUPPORTED_MEDIA_TYPE,
          "media type '"
              + shown
              + "' for "
              + modality
              + "; allowed are "
              + MEDIA_TYPES.get(modality)
              + (modality == Modality.TEXT ? " in UTF-8" : ""));
    }
    return type;
  }

  private Features checked(Modality modality, Payload.Tensor tensor) throws PayloadException {
    int[] shape = tensor.shape();
    long size = Arrays.stream(shape).asLongStream().reduce(1, (a, b) -> a * b);
    if (!spec.fits(modality, shape) || size != tensor.values().length) {
      throw new PayloadException(
          WRONG_SHAPE,
          "tensor of shape "
              + Arrays.toString(shape)
              + " with "
              + tensor.values().length
              + " values; allowed is "
              + spec.allowed(modality));
    }
    for (float v : tensor.values()) {
      if (!Float.isFinite(v)) {
        throw new PayloadException(NOT_FINITE, "tensor of " + modality + " holds " + v);
      }
      if (modality == Modality.TEXT && (v != (int) v || v < 0 || v >= TextTokens.VOCABULARY)) {
        throw new PayloadException(
            WRONG_SHAPE,
            "tensor of TEXT holds a value that is no token id; allowed are whole numbers in [0, "
                + TextTokens.VOCABULARY
                + ")");
      }
    }
    return new Features(shape.clone(), tensor.values().clone());
  }

  @Override
  public void close() {
    text.close();
  }
}
