package io.lacuna.wire.seal;

import com.google.crypto.tink.DeterministicAead;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.daead.AesSivKey;
import com.google.crypto.tink.daead.AesSivParameters;
import com.google.crypto.tink.daead.DeterministicAeadConfig;
import com.google.crypto.tink.util.SecretBytes;
import io.lacuna.wire.seal.SealException.Reason;
import java.security.GeneralSecurityException;

/**
 * A data key of one subject: AES-256-SIV. Equal content under an equal binding gives equal bytes,
 * so that a sample that was sent twice is still known as a duplicate. Thread-safe.
 */
public final class DataKey {
  /** Length of a secret. */
  public static final int BYTES = 64;

  private final String id;
  private final DeterministicAead siv;

  /**
   * @param id 32 hex digits; stands beside what is sealed
   * @param secret 64 bytes
   */
  public DataKey(String id, byte[] secret) {
    this.id = id;
    try {
      DeterministicAeadConfig.register();
      AesSivParameters parameters =
          AesSivParameters.builder()
              .setKeySizeBytes(BYTES)
              .setVariant(AesSivParameters.Variant.NO_PREFIX)
              .build();
      AesSivKey key =
          AesSivKey.builder()
              .setParameters(parameters)
              .setKeyBytes(SecretBytes.copyFrom(secret, InsecureSecretKeyAccess.get()))
              .build();
      this.siv =
          KeysetHandle.newBuilder()
              .addEntry(KeysetHandle.importKey(key).withFixedId(1).makePrimary())
              .build()
              .getPrimitive(RegistryConfiguration.get(), DeterministicAead.class);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has AES", e);
    }
  }

  String id() {
    return id;
  }

  /** 16 bytes longer than the content. */
  byte[] seal(byte[] content, byte[] binding) {
    try {
      return siv.encryptDeterministically(content, binding);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has AES", e);
    }
  }

  byte[] open(byte[] sealed, byte[] binding) throws SealException {
    try {
      return siv.decryptDeterministically(sealed, binding);
    } catch (GeneralSecurityException e) {
      throw new SealException(
          Reason.CIPHERTEXT_INVALID,
          "the payload was changed, or was sealed for another subject, modality, event time, media"
              + " type or shape");
    }
  }
}
