package io.lacuna.wire.seal;

import io.lacuna.schema.SubjectKey;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The keys that the topic of keys holds, wrapped, and those lately used, unwrapped. A key that is
 * removed is gone from both. Thread-safe.
 */
final class KeyRing {
  private static final String HMAC = "HmacSHA256";
  private static final int PSEUDONYM_CHARS = 32;

  private final KeyEncryption keks;

  /** In the order of the log: of two first keys of a subject everybody takes the same one. */
  private final Map<String, SubjectKey> wrapped = new LinkedHashMap<>();

  private final Map<String, Map<String, SubjectKey>> byOwner = new HashMap<>();
  private final Map<String, DataKey> opened;
  private SecretKeySpec pseudonyms;

  /**
   * @param mostOpened keys kept unwrapped, the lately used ones
   */
  KeyRing(KeyEncryption keks, int mostOpened) {
    this.keks = keks;
    this.opened =
        new LinkedHashMap<>(64, 0.75f, true) {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<String, DataKey> eldest) {
            return size() > mostOpened;
          }
        };
  }

  synchronized void put(String id, SubjectKey key) {
    wrapped.put(id, key);
    byOwner.computeIfAbsent(key.getOwner(), owner -> new LinkedHashMap<>(2)).put(id, key);
  }

  synchronized void remove(String id) {
    SubjectKey key = wrapped.remove(id);
    opened.remove(id);
    if (key != null) {
      Map<String, SubjectKey> own = byOwner.get(key.getOwner());
      own.remove(id);
      if (own.isEmpty()) {
        byOwner.remove(key.getOwner());
      }
    }
  }

  /** The key with an id, unwrapped; empty if it is not there. */
  Optional<DataKey> find(String id) {
    SubjectKey key;
    synchronized (this) {
      DataKey known = opened.get(id);
      if (known != null) {
        return Optional.of(known);
      }
      key = wrapped.get(id);
    }
    // a key management service answers over a network: others need not wait for it
    if (key == null || key.getOwner() == null) {
      return Optional.empty();
    }
    DataKey unwrapped = new DataKey(id, keks.unwrap(id, key));
    synchronized (this) {
      if (!wrapped.containsKey(id)) {
        return Optional.empty();
      }
      opened.put(id, unwrapped);
      return Optional.of(unwrapped);
    }
  }

  /** Id of the key that an owner's payloads are sealed with. */
  synchronized Optional<String> current(String owner) {
    return byOwner.getOrDefault(owner, Map.of()).keySet().stream().findFirst();
  }

  /** Ids of all keys of an owner. */
  synchronized List<String> of(String owner) {
    return List.copyOf(byOwner.getOrDefault(owner, Map.of()).keySet());
  }

  /** Whether the key with an id is there and is an owner's. */
  synchronized boolean isOf(String id, String owner) {
    return byOwner.getOrDefault(owner, Map.of()).containsKey(id);
  }

  /** Every key, wrapped, in the order of the log. */
  synchronized Map<String, SubjectKey> all() {
    return new LinkedHashMap<>(wrapped);
  }

  /** How many keys each key-encryption key wraps. */
  synchronized Map<String, Long> countByKek() {
    Map<String, Long> counts = new TreeMap<>();
    wrapped.values().forEach(key -> counts.merge(key.getKek(), 1L, Long::sum));
    return counts;
  }

  /** How many subjects have a key. */
  synchronized long countOwners() {
    return byOwner.keySet().stream().filter(owner -> owner != null).count();
  }

  /** Whether pseudonyms can be made: the topic of keys was set up. */
  synchronized boolean hasPseudonyms() {
    return byOwner.containsKey(null);
  }

  /**
   * 32 hex digits that are the same for the same subject, and tell nobody else who it is.
   *
   * @throws KeysUnavailableException if the topic of keys was never set up
   */
  String pseudonym(String subject) {
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(pseudonymKey());
      byte[] digest = mac.doFinal(subject.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest).substring(0, PSEUDONYM_CHARS);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has " + HMAC, e);
    }
  }

  private synchronized SecretKeySpec pseudonymKey() {
    if (pseudonyms == null) {
      String id =
          current(null)
              .orElseThrow(
                  () ->
                      new KeysUnavailableException(
                          "the topic of keys was not set up; `lacuna topics create` does it",
                          null));
      pseudonyms = new SecretKeySpec(keks.unwrap(id, wrapped.get(id)), HMAC);
    }
    return pseudonyms;
  }
}
