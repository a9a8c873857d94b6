package io.lacuna.wire.seal;

import com.google.crypto.tink.subtle.Random;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Data keys in memory, one per subject. */
final class HeldKeys implements SubjectKeys {
  private final Map<String, DataKey> bySubject = new HashMap<>();

  @Override
  public DataKey keyFor(String subject) {
    return bySubject.computeIfAbsent(
        subject, s -> new DataKey("key-of-" + s, Random.randBytes(DataKey.BYTES)));
  }

  @Override
  public Optional<DataKey> find(String keyId) {
    return bySubject.values().stream().filter(key -> key.id().equals(keyId)).findFirst();
  }

  void forget(String subject) {
    bySubject.remove(subject);
  }
}
