package io.lacuna.model.recording;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * HMAC-SHA-256 under one key: equal texts stay equal, and without the key nobody can tell which
 * text it was, not even by trying all.
 */
public final class KeyedHash {
  private static final String ALGORITHM = "HmacSHA256";
  private static final int MIN_KEY_BYTES = 16;
  private static final int RANDOM_KEY_BYTES = 32;

  /** 128 bits: two ids of a recording do not meet by chance. */
  private static final int ID_DIGITS = 32;

  private final SecretKeySpec key;

  private KeyedHash(byte[] key) {
    this.key = new SecretKeySpec(key, ALGORITHM);
  }

  /**
   * Under a key that others can use again.
   *
   * @throws IllegalArgumentException if it has less than 16 bytes
   */
  public static KeyedHash of(byte[] key) {
    if (key.length < MIN_KEY_BYTES) {
      throw new IllegalArgumentException(
          "a mask key of " + key.length + " bytes is too short; at least 16 are needed");
    }
    return new KeyedHash(key);
  }

  /** Under a key that nobody ever sees. */
  public static KeyedHash random() {
    byte[] key = new byte[RANDOM_KEY_BYTES];
    new SecureRandom().nextBytes(key);
    return new KeyedHash(key);
  }

  /** 32 hex digits in the place of an id. */
  String id(String text) {
    return digest(text).substring(0, ID_DIGITS);
  }

  /** 64 hex digits in the place of a SHA-256. */
  String digest(String text) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
    }
  }
}
