package io.lacuna.wire.seal;

import com.google.crypto.tink.subtle.Random;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Data keys in memory, one per subject. */
final class HeldKeys implements SubjectKeys {
  private final Map<String, DataKey> bySubject = new HashMap<>();

  @Override
  public DataKey keyFor(String subject) {
    return bySubject.computeIfAbsent(
        subject, s -> new DataKey(idOf(s), Random.randBytes(DataKey.BYTES)));
  }

  /** The same for a key that is made anew; of subjects of up to 16 bytes. */
  private static String idOf(String subject) {
    return String.format("%032x", new BigInteger(1, subject.getBytes(StandardCharsets.UTF_8)));
  }

  @Override
  public Optional<DataKey> find(String keyId) {
    return bySubject.values().stream().filter(key -> key.id().equals(keyId)).findFirst();
  }

  @Override
  public boolean isOf(String keyId, String subject) {
    return bySubject.containsKey(subject) && bySubject.get(subject).id().equals(keyId);
  }

  void forget(String subject) {
    bySubject.remove(subject);
  }
}
