package io.lacuna.app.intake;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Keys and subjects as texts. */
final class Identifiers {
  /** Characters; the pipelines take no longer subjects. */
  static final int MAX_CHARS = 1024;

  private Identifiers() {}

  /** The text, or null where there is none: no bytes, or bytes that are no UTF-8. */
  static String text(byte[] utf8) {
    if (utf8 == null) {
      return null;
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
    } catch (CharacterCodingException e) {
      return null;
    }
  }

  static boolean isMissing(String id) {
    return id == null || id.isBlank();
  }

  static boolean isTooLong(String id) {
    return id != null && id.length() > MAX_CHARS;
  }
}
