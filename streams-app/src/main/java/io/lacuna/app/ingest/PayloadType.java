package io.lacuna.app.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lacuna.app.ingest.Refusal.Reason;
import io.lacuna.model.features.PayloadChecks;
import io.lacuna.model.modality.PayloadException;
import io.lacuna.schema.Modality;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Which media types come in, and whether a payload begins as its type does. A look at the first
 * bytes only: whole payloads are decoded on the batcher's side, under the bounds there.
 *
 * @param modality that comes in this type
 * @param name bare media type
 */
record PayloadType(Modality modality, String name) {
  private static final int DICOM_PREAMBLE = 128;

  /** Extensions of files, in lower case. */
  private static final Map<String, String> BY_EXTENSION =
      Map.of(
          "png", "image/png",
          "jpg", "image/jpeg",
          "jpeg", "image/jpeg",
          "tif", "image/tiff",
          "tiff", "image/tiff",
          "dcm", "application/dicom",
          "txt", "text/plain",
          "wav", "audio/wav",
          "flac", "audio/flac");

  /** Beginnings by bare type, bytes in hex; a dot is any digit. */
  private static final Map<String, List<String>> BEGINNINGS =
      Map.of(
          "image/png", List.of("89504e470d0a1a0a"),
          "image/jpeg", List.of("ffd8ff"),
          "image/tiff", List.of("49492a00", "4d4d002a", "49492b00", "4d4d002b"),
          "audio/wav", List.of("52494646........57415645"),
          "audio/flac", List.of("664c6143"));

  /**
   * The type of a request.
   *
   * @param given media type with its parameters, or null
   * @throws Refusal if no modality comes in it
   */
  static PayloadType of(String given) throws Refusal {
    String bare = given == null ? "" : given.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    for (Modality modality : Modality.values()) {
      if (PayloadChecks.mediaTypes(modality).contains(bare)) {
        return new PayloadType(modality, checked(modality, given));
      }
    }
    throw new Refusal(
        Reason.UNSUPPORTED_MEDIA_TYPE,
        given == null ? "Content-Type is missing" : "no modality comes in this Content-Type",
        "Content-Type",
        all());
  }

  private static String checked(Modality modality, String given) throws Refusal {
    try {
      return PayloadChecks.mediaType(modality, given);
    } catch (PayloadException e) {
      throw new Refusal(Reason.UNSUPPORTED_MEDIA_TYPE, e.getMessage(), "Content-Type", all());
    }
  }

  /**
   * The type of a file.
   *
   * @throws Refusal if its extension is none that is known
   */
  static PayloadType ofFile(String fileName) throws Refusal {
    String extension = fileName.substring(fileName.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    String type = fileName.contains(".") ? BY_EXTENSION.get(extension) : null;
    if (type == null) {
      throw new Refusal(
          Reason.UNSUPPORTED_MEDIA_TYPE,
          "the file's extension is not known",
          null,
          BY_EXTENSION.keySet().stream().sorted().toList());
    }
    return of(type);
  }

  /** Every media type that comes in. */
  static List<String> all() {
    return Stream.of(Modality.values()).flatMap(m -> PayloadChecks.mediaTypes(m).stream()).toList();
  }

  /**
   * Looks whether a payload can be of this type.
   *
   * @throws Refusal if it cannot
   */
  void check(byte[] payload) throws Refusal {
    if (payload.length == 0) {
      throw wrong("the payload is empty; an absent modality is told by \"absent\"");
    }
    if (modality == Modality.TEXT) {
      checkText(payload);
    } else if (!beginsRightly(payload)) {
      throw wrong("the payload does not begin as " + name + " does");
    }
  }

  private boolean beginsRightly(byte[] payload) {
    if (name.equals("application/dicom")) {
      byte[] mark = {'D', 'I', 'C', 'M'};
      int end = DICOM_PREAMBLE + mark.length;
      return payload.length >= end && Arrays.equals(payload, DICOM_PREAMBLE, end, mark, 0, 4);
    }
    String start = HexFormat.of().formatHex(payload, 0, Math.min(payload.length, 16)).concat("-");
    return BEGINNINGS.get(usualName()).stream().anyMatch(b -> start.matches(b + ".*"));
  }

  /** WAV and FLAC have several names. */
  private String usualName() {
    if (modality != Modality.AUDIO) {
      return name;
    }
    return name.endsWith("flac") ? "audio/flac" : "audio/wav";
  }

  private static void checkText(byte[] payload) throws Refusal {
    try {
      if (UTF_8.newDecoder().decode(ByteBuffer.wrap(payload)).toString().isBlank()) {
        throw wrong("the text has no word");
      }
    } catch (CharacterCodingException e) {
      throw wrong("the text is not valid UTF-8");
    }
  }

  private static Refusal wrong(String detail) {
    return new Refusal(Reason.WRONG_PAYLOAD, detail);
  }
}
