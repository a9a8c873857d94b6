package io.lacuna.app.harness;

import io.lacuna.wire.seal.DataKey;
import io.lacuna.wire.seal.SubjectKeys;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/** Data keys in memory, one per subject, each with an id of its own. */
public final class MemoryKeys implements SubjectKeys {
  private static final SecureRandom RANDOM = new SecureRandom();

  private final Map<String, DataKey> byId = new HashMap<>();
  private final Map<String, String> idOf = new HashMap<>();

  @Override
  public DataKey keyFor(String subject) {
    return byId.computeIfAbsent(
        idOf.computeIfAbsent(subject, s -> HexFormat.of().formatHex(random(16))),
        id -> new DataKey(id, random(DataKey.BYTES)));
  }

  @Override
  public Optional<DataKey> find(String keyId) {
    return Optional.ofNullable(byId.get(keyId));
  }

  @Override
  public boolean isOf(String keyId, String subject) {
    return keyId.equals(idOf.get(subject));
  }

  /** Deletes the key of a subject; the next one is another. */
  public void forget(String subject) {
    byId.remove(idOf.remove(subject));
  }

  /** Id of a subject's key. */
  public String id(String subject) {
    return idOf.get(subject);
  }

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    RANDOM.nextBytes(bytes);
    return bytes;
  }
}
