package io.lacuna.app.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Names that are the same for the same id within one process and say nothing about it outside: the
 * key of the hash is random and never leaves the process. Thread-safe.
 */
final class Pseudonyms {
  private static final String ALGORITHM = "HmacSHA256";

  private final SecretKeySpec key;

  Pseudonyms() {
    byte[] secret = new byte[32];
    new SecureRandom().nextBytes(secret);
    key = new SecretKeySpec(secret, ALGORITHM);
  }

  /** The first hex digits of the keyed hash of {@code parts}, whose borders count. */
  String of(int digits, String... parts) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      for (String part : parts) {
        mac.update(part.getBytes(UTF_8));
        mac.update((byte) 0);
      }
      return HexFormat.of().formatHex(mac.doFinal()).substring(0, digits);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
    }
  }
}
