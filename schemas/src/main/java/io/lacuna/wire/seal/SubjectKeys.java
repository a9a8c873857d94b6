package io.lacuna.wire.seal;

import java.util.Optional;

/** Where the data keys of subjects are. Thread-safe. */
public interface SubjectKeys {

  /**
   * The key to seal a subject's payloads with; makes one for a subject that has none.
   *
   * @throws KeysUnavailableException if that cannot be done now
   */
  DataKey keyFor(String subject);

  /**
   * The key with an id; empty when it was deleted.
   *
   * @throws KeysUnavailableException if that cannot be said now
   */
  Optional<DataKey> find(String keyId);

  /** Whether a key that was found is a subject's. */
  boolean isOf(String keyId, String subject);
}
