package io.lacuna.wire.seal;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.KmsClient;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.aead.AesGcmKey;
import com.google.crypto.tink.aead.AesGcmParameters;
import com.google.crypto.tink.util.SecretBytes;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.ServiceLoader;

/**
 * A key-encryption key: wraps data keys, and never leaves its owner.
 *
 * @param id 8 hex digits that tell it from others and say nothing about it
 * @param aead wraps and unwraps
 */
public record Kek(String id, Aead aead) {
  private static final int BYTES = 32;

  /**
   * AES-256-GCM with a key that the owner holds.
   *
   * @param base64 32 bytes
   * @throws IllegalArgumentException if it is anything else; does not repeat it
   */
  public static Kek local(String base64) {
    byte[] key;
    try {
      key = Base64.getDecoder().decode(base64.strip());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "must be 32 bytes in base64, as `openssl rand -base64 32` prints them");
    }
    if (key.length != BYTES) {
      throw new IllegalArgumentException(
          "must be 32 bytes in base64, as `openssl rand -base64 32` prints them, not "
              + key.length);
    }
    try {
      AeadConfig.register();
      AesGcmParameters parameters =
          AesGcmParameters.builder()
              .setKeySizeBytes(BYTES)
              .setIvSizeBytes(12)
              .setTagSizeBytes(16)
              .setVariant(AesGcmParameters.Variant.NO_PREFIX)
              .build();
      AesGcmKey secret =
          AesGcmKey.builder()
              .setParameters(parameters)
              .setKeyBytes(SecretBytes.copyFrom(key, InsecureSecretKeyAccess.get()))
              .build();
      KeysetHandle handle =
          KeysetHandle.newBuilder()
              .addEntry(KeysetHandle.importKey(secret).withFixedId(1).makePrimary())
              .build();
      return new Kek(id(key), handle.getPrimitive(RegistryConfiguration.get(), Aead.class));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has AES-GCM", e);
    } finally {
      Arrays.fill(key, (byte) 0);
    }
  }

  /**
   * A key that a key management service holds, through Tink's client for it.
   *
   * @param uri in the words of that client, e.g. {@code aws-kms://arn:...}
   * @throws IllegalArgumentException if no client on the class path knows the URI, or it refuses
   */
  public static Kek managed(String uri) {
    for (KmsClient client : ServiceLoader.load(KmsClient.class)) {
      if (client.doesSupport(uri)) {
        try {
          return new Kek(
              id(uri.getBytes(StandardCharsets.UTF_8)),
              client.withDefaultCredentials().getAead(uri));
        } catch (GeneralSecurityException e) {
          throw new IllegalArgumentException(uri + " is refused: " + e.getMessage(), e);
        }
      }
    }
    throw new IllegalArgumentException(
        uri + " is known to no key management client on the class path");
  }

  private static String id(byte[] key) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      sha256.update("lacuna.kek".getBytes(StandardCharsets.US_ASCII));
      return HexFormat.of().formatHex(sha256.digest(key)).substring(0, 8);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
