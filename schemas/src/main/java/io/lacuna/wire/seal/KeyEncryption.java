package io.lacuna.wire.seal;

import io.lacuna.schema.SubjectKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The key-encryption keys in use: one wraps, each unwraps what it wrapped. Thread-safe.
 *
 * <p>What is wrapped is bound to its id and owner, so that a record of the topic of keys that was
 * copied over another subject's is refused.
 */
public final class KeyEncryption {
  private final Kek primary;
  private final Map<String, Kek> byId = new LinkedHashMap<>();

  /**
   * @param primary wraps new keys
   * @param accepted further keys that unwrap, before and after a rotation
   */
  public KeyEncryption(Kek primary, List<Kek> accepted) {
    this.primary = primary;
    accepted.forEach(kek -> byId.put(kek.id(), kek));
    byId.put(primary.id(), primary);
  }

  /** Id of the key that wraps. */
  public String primaryId() {
    return primary.id();
  }

  /** Whether a key can be unwrapped. */
  boolean knows(SubjectKey key) {
    return byId.containsKey(key.getKek());
  }

  /**
   * @param owner pseudonym of the subject, or null for the key of the pseudonyms
   */
  SubjectKey wrap(String keyId, String owner, Instant created, byte[] secret) {
    try {
      byte[] wrapped = primary.aead().encrypt(secret, binding(keyId, owner));
      return new SubjectKey(owner, created, primary.id(), ByteBuffer.wrap(wrapped));
    } catch (GeneralSecurityException e) {
      throw new KeysUnavailableException("the key-encryption key " + primary.id() + " failed", e);
    }
  }

  /**
   * @throws KeysUnavailableException if it was wrapped with another key, or is of another id
   */
  byte[] unwrap(String keyId, SubjectKey key) {
    Kek kek = byId.get(key.getKek());
    if (kek == null) {
      throw new KeysUnavailableException(
          "data keys are wrapped with key-encryption key "
              + key.getKek()
              + ", and only "
              + byId.keySet()
              + " are configured (privacy.kek, privacy.kek.accepted)",
          null);
    }
    byte[] wrapped = new byte[key.getWrapped().remaining()];
    key.getWrapped().duplicate().get(wrapped);
    try {
      return kek.aead().decrypt(wrapped, binding(keyId, key.getOwner()));
    } catch (GeneralSecurityException e) {
      throw new KeysUnavailableException(
          "data key " + keyId + " is not what key-encryption key " + kek.id() + " wrapped", e);
    }
  }

  private static byte[] binding(String keyId, String owner) {
    return ("lacuna.key\0" + keyId + "\0" + (owner == null ? "" : owner))
        .getBytes(StandardCharsets.UTF_8);
  }
}
