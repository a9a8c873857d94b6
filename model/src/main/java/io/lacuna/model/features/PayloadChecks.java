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

/** What every reader of payloads asks of them, whatever base it reads for. */
public final class PayloadChecks {
  private static final Map<Modality, List<String>> MEDIA_TYPES =
      Map.of(
          Modality.IMAGE,
          List.of("image/png", "image/jpeg", "image/tiff", ImageDecoder.DICOM),
          Modality.TEXT,
          List.of("text/plain"),
          Modality.AUDIO,
          List.of(
              "audio/wav",
              "audio/x-wav",
              "audio/wave",
              "audio/vnd.wave",
              "audio/flac",
              "audio/x-flac"));

  private PayloadChecks() {}

  /** The bare media types that a modality can come in, the usual one first. */
  public static List<String> mediaTypes(Modality modality) {
    return MEDIA_TYPES.get(modality);
  }

  /**
   * The bare media type; of its parameters only the character set of text counts.
   *
   * @throws PayloadException if the modality cannot come so
   */
  public static String mediaType(Modality modality, String given) throws PayloadException {
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

  /**
   * Ready features as they came, copied.
   *
   * @param fits whether the base takes features of this shape
   * @param allowed the shapes that it takes, in words
   * @throws PayloadException if they do not fit or hold a value that is not finite
   */
  public static Features tensor(
      Modality modality, Payload.Tensor tensor, boolean fits, String allowed)
      throws PayloadException {
    int[] shape = tensor.shape();
    long size = Arrays.stream(shape).asLongStream().reduce(1, (a, b) -> a * b);
    if (!fits || size != tensor.values().length) {
      throw new PayloadException(
          WRONG_SHAPE,
          "tensor of shape "
              + Arrays.toString(shape)
              + " with "
              + tensor.values().length
              + " values; allowed is "
              + allowed);
    }
    for (float v : tensor.values()) {
      if (!Float.isFinite(v)) {
        throw new PayloadException(NOT_FINITE, "tensor of " + modality + " holds " + v);
      }
    }
    return new Features(shape.clone(), tensor.values().clone());
  }

  /**
   * Returns the features if every value is a token id.
   *
   * @param vocabulary ids end before this number
   */
  public static Features tokenIds(Features features, int vocabulary) throws PayloadException {
    for (float v : features.values()) {
      if (v != (int) v || v < 0 || v >= vocabulary) {
        throw new PayloadException(
            WRONG_SHAPE,
            "tensor of TEXT holds a value that is no token id; allowed are whole numbers in [0, "
                + vocabulary
                + ")");
      }
    }
    return features;
  }
}
