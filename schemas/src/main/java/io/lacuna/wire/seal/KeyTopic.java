package io.lacuna.wire.seal;

import io.lacuna.schema.SubjectKey;
import io.lacuna.wire.RegistryAvro;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * The data keys of subjects in a compacted topic, wrapped. Follows the topic, so that a key that
 * somebody deletes is soon gone here too, and makes a key for a subject that has none. Thread-safe.
 *
 * <p>A key is written and read back before anything is sealed with it: whoever reads a sample finds
 * its key, and of two writers that meet a new subject at once both take the key that came first.
 */
public final class KeyTopic implements SubjectKeys, AutoCloseable {
  private static final int MOST_OPENED = 10_000;
  private static final int ID_BYTES = 16;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final String topic;
  private final RegistryAvro registry;
  private final KeyEncryption keks;
  private final KeyRing ring;
  private final KeyFollower follower;
  private final KafkaProducer<String, byte[]> producer;

  /**
   * Reads the topic to its end.
   *
   * @param connection how to reach the brokers: bootstrap servers and security settings
   * @throws KeysUnavailableException if the topic cannot be read, or a key in it was wrapped with
   *     none of the keys given
   */
  public KeyTopic(
      String topic, RegistryAvro registry, Map<String, Object> connection, KeyEncryption keks) {
    this.topic = topic;
    this.registry = registry;
    this.keks = keks;
    this.ring = new KeyRing(keks, MOST_OPENED);
    this.follower = new KeyFollower(topic, registry, connection, ring);
    try {
      follower.requireTopic();
      follower.readToEnd();
      ring.all().entrySet().stream()
          .filter(e -> !keks.knows(e.getValue()))
          .findAny()
          .ifPresent(e -> keks.unwrap(e.getKey(), e.getValue()));
      this.producer =
          new KafkaProducer<>(
              settings(connection), new StringSerializer(), new ByteArraySerializer());
    } catch (RuntimeException e) {
      follower.close();
      throw e;
    }
    follower.start();
  }

  static Map<String, Object> settings(Map<String, Object> connection) {
    Map<String, Object> settings = new HashMap<>(connection);
    settings.put(ProducerConfig.ACKS_CONFIG, "all");
    settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 20_000);
    settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 10_000);
    settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 20_000);
    return settings;
  }

  @Override
  public DataKey keyFor(String subject) {
    String owner = ring.pseudonym(subject);
    // a key that was deleted in between is made anew
    for (int attempt = 0; attempt < 3; attempt++) {
      Optional<DataKey> key = ring.current(owner).flatMap(ring::find);
      if (key.isPresent()) {
        return key.get();
      }
      make(owner);
    }
    throw new KeysUnavailableException("a data key was made and is not there", null);
  }

  private void make(String owner) {
    String id = newId();
    byte[] secret = new byte[DataKey.BYTES];
    RANDOM.nextBytes(secret);
    SubjectKey key = keks.wrap(id, owner, Instant.now().truncatedTo(ChronoUnit.MILLIS), secret);
    Arrays.fill(secret, (byte) 0);
    send(id, registry.encode(topic, key));
    follower.readToEnd();
    if (!ring.current(owner).equals(Optional.of(id))) {
      // somebody else was first; nothing was sealed with this one
      send(id, null);
    }
  }

  private void send(String id, byte[] value) {
    try {
      producer
          .send(new ProducerRecord<>(topic, KeyFollower.PARTITION, id, value))
          .get(30, TimeUnit.SECONDS);
    } catch (ExecutionException | java.util.concurrent.TimeoutException | KafkaException e) {
      throw new KeysUnavailableException("cannot write to " + topic, e);
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }

  static String newId() {
    byte[] id = new byte[ID_BYTES];
    RANDOM.nextBytes(id);
    return HexFormat.of().formatHex(id);
  }

  @Override
  public Optional<DataKey> find(String keyId) {
    Optional<DataKey> key = ring.find(keyId);
    if (key.isPresent()) {
      return key;
    }
    // written before the sample that names it: it is there by now, or it is gone
    follower.readToEnd();
    return ring.find(keyId);
  }

  @Override
  public boolean isOf(String keyId, String subject) {
    return ring.isOf(keyId, ring.pseudonym(subject));
  }

  /** 32 hex digits that stand for the subject where its name must not. */
  public String pseudonym(String subject) {
    return ring.pseudonym(subject);
  }

  /** How many keys a subject has. */
  public int countKeys(String subject) {
    return ring.of(ring.pseudonym(subject)).size();
  }

  /** How many keys each key-encryption key wraps, by its id. */
  public Map<String, Long> countByKek() {
    return ring.countByKek();
  }

  /** How many subjects have a key. */
  public long countSubjects() {
    return ring.countOwners();
  }

  KeyRing ring() {
    return ring;
  }

  /** Reads what the topic holds now. */
  void readToEnd() {
    follower.readToEnd();
  }

  @Override
  public void close() {
    producer.close();
    follower.close();
  }
}
