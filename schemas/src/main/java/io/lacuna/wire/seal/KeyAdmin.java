package io.lacuna.wire.seal;

import io.lacuna.schema.SubjectKey;
import io.lacuna.wire.RegistryAvro;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * What is done to keys that exist: set up, wrapped anew, deleted. One at a time, whoever does it:
 * each begins by taking the others' right to write, so that a key that is deleted while keys are
 * wrapped anew does not come back. Who lost the right is told, and begins again.
 */
public final class KeyAdmin {
  private static final int SECRET_BYTES = 32;

  /** Keys in one transaction, and the longest that one may keep readers waiting. */
  private static final int CHUNK = 1_000;

  private static final int TRANSACTION_MS = 15_000;

  private final String topic;
  private final KeyTopic keys;
  private final RegistryAvro registry;
  private final KeyEncryption keks;
  private final Map<String, Object> settings;

  /**
   * @param keys of the same topic
   * @param connection how to reach the brokers
   */
  public KeyAdmin(
      String topic,
      KeyTopic keys,
      RegistryAvro registry,
      Map<String, Object> connection,
      KeyEncryption keks) {
    this.topic = topic;
    this.keys = keys;
    this.registry = registry;
    this.keks = keks;
    this.settings = new HashMap<>(KeyTopic.settings(connection));
    settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, "lacuna-keys-" + topic);
    settings.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, TRANSACTION_MS);
    // below the time-out of the transaction, as the client wants it
    settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, TRANSACTION_MS);
  }

  /**
   * Makes the key that pseudonyms are made with, once for all.
   *
   * @return false if it was there
   */
  public boolean setUp() {
    return !change(
            ring -> {
              if (ring.hasPseudonyms()) {
                return Map.of();
              }
              String id = KeyTopic.newId();
              byte[] secret = new byte[SECRET_BYTES];
              new SecureRandom().nextBytes(secret);
              SubjectKey key =
                  keks.wrap(id, null, Instant.now().truncatedTo(ChronoUnit.MILLIS), secret);
              Arrays.fill(secret, (byte) 0);
              return Map.of(id, registry.encode(topic, key));
            })
        .isEmpty();
  }

  /**
   * Deletes every key of a subject.
   *
   * @return how many there were
   */
  public int forget(String subject) {
    String owner = keys.pseudonym(subject);
    return change(
            ring -> {
              Map<String, byte[]> tombstones = new HashMap<>();
              ring.of(owner).forEach(id -> tombstones.put(id, null));
              return tombstones;
            })
        .size();
  }

  /**
   * Wraps with the primary key-encryption key what another one wraps.
   *
   * @return how many keys
   */
  public int rewrap() {
    return change(
            ring -> {
              Map<String, byte[]> changed = new LinkedHashMap<>();
              ring.all()
                  .forEach(
                      (id, key) -> {
                        if (!key.getKek().equals(keks.primaryId())) {
                          changed.put(id, registry.encode(topic, rewrapped(id, key)));
                        }
                      });
              return changed;
            })
        .size();
  }

  private SubjectKey rewrapped(String id, SubjectKey key) {
    byte[] secret = keks.unwrap(id, key);
    try {
      return keks.wrap(id, key.getOwner(), key.getCreated(), secret);
    } finally {
      Arrays.fill(secret, (byte) 0);
    }
  }

  /**
   * @param changes new values by key, null for a tombstone, made of what stands there when nobody
   *     else may change it any more
   */
  private Map<String, byte[]> change(Function<KeyRing, Map<String, byte[]>> changes) {
    try (KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer())) {
      producer.initTransactions();
      keys.readToEnd();
      Map<String, byte[]> changed = changes.apply(keys.ring());
      List<String> ids = new ArrayList<>(changed.keySet());
      for (int from = 0; from < ids.size(); from += CHUNK) {
        producer.beginTransaction();
        for (String id : ids.subList(from, Math.min(ids.size(), from + CHUNK))) {
          producer.send(new ProducerRecord<>(topic, KeyFollower.PARTITION, id, changed.get(id)));
        }
        producer.commitTransaction();
      }
      keys.readToEnd();
      return changed;
    } catch (KeysUnavailableException e) {
      throw e;
    } catch (KafkaException e) {
      throw new KeysUnavailableException(
          "the keys could not be changed, or somebody else began to change them (run it again): "
              + e.getMessage(),
          e);
    }
  }
}
