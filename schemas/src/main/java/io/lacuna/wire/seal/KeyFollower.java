package io.lacuna.wire.seal;

import io.lacuna.schema.SubjectKey;
import io.lacuna.wire.PartitionFollower;
import io.lacuna.wire.RegistryAvro;
import io.lacuna.wire.WireException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps a ring as the topic of keys has it: on a thread of its own, and at once for who asks. */
final class KeyFollower implements AutoCloseable {
  /** One partition: of two keys everybody must see the same one first. */
  static final int PARTITION = 0;

  private static final Logger LOG = LoggerFactory.getLogger(KeyFollower.class);

  /** Longer than a transaction that nobody ends can stand in the way. */
  private static final Duration PATIENCE = Duration.ofSeconds(40);

  private final TopicPartition partition;
  private final RegistryAvro registry;
  private final KeyRing ring;
  private final Admin admin;
  private final PartitionFollower follower;

  /** Whoever holds it may use the follower. Fair: the thread must not keep others out. */
  private final ReentrantLock turn = new ReentrantLock(true);

  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread = new Thread(this::follow, "lacuna-keys");

  KeyFollower(String topic, RegistryAvro registry, Map<String, Object> connection, KeyRing ring) {
    this.partition = new TopicPartition(topic, PARTITION);
    this.registry = registry;
    this.ring = ring;
    Map<String, Object> settings = new HashMap<>(connection);
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, IsolationLevel.READ_COMMITTED.toString());
    settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 10_000);
    this.follower =
        new PartitionFollower(
            partition,
            new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer()),
            this::take);
    this.admin = Admin.create(connection);
    thread.setDaemon(true);
  }

  /**
   * @throws KeysUnavailableException if there is no such topic, or nobody answers
   */
  void requireTopic() {
    try {
      admin
          .describeTopics(List.of(partition.topic()))
          .allTopicNames()
          .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new KeysUnavailableException(
          "topic "
              + partition.topic()
              + " cannot be read ("
              + e.getCause().getMessage()
              + "); `lacuna topics create` makes it where it is missing",
          e.getCause());
    } catch (java.util.concurrent.TimeoutException e) {
      throw new KeysUnavailableException(
          "the brokers of " + partition.topic() + " gave no answer", e);
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }

  void start() {
    thread.start();
  }

  /**
   * Returns when the ring holds all that stood in the topic when it was called.
   *
   * @throws KeysUnavailableException if that takes too long
   */
  void readToEnd() {
    // the thread waits for something new in there; a new subject must not wait for that
    follower.wakeup();
    turn.lock();
    try {
      long end = end();
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      while (!isAt(end)) {
        if (System.nanoTime() - deadline > 0) {
          throw new KeysUnavailableException(
              partition.topic() + " could not be read to its end in " + PATIENCE, null);
        }
      }
    } catch (InterruptException | KeysUnavailableException e) {
      throw e;
    } catch (KafkaException e) {
      throw new KeysUnavailableException("cannot read " + partition.topic(), e);
    } finally {
      turn.unlock();
    }
  }

  /** Whether all before an offset is read; if not, reads some of it. */
  private boolean isAt(long end) {
    try {
      return follower.isAt(end);
    } catch (WakeupException e) {
      // meant for the thread, or somebody else asks as well
      return false;
    }
  }

  /** Not where committed records end: behind an open transaction a key may stand already. */
  private long end() {
    try {
      return admin
          .listOffsets(
              Map.of(partition, OffsetSpec.latest()),
              new ListOffsetsOptions(IsolationLevel.READ_UNCOMMITTED))
          .partitionResult(partition)
          .get(PATIENCE.toSeconds(), TimeUnit.SECONDS)
          .offset();
    } catch (ExecutionException e) {
      throw new KeysUnavailableException(
          "cannot read " + partition.topic() + ": " + e.getCause().getMessage(), e.getCause());
    } catch (java.util.concurrent.TimeoutException e) {
      throw new KeysUnavailableException(partition.topic() + " gave no answer", e);
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }

  private void follow() {
    try {
      while (closed.getCount() > 0) {
        try {
          turn.lock();
          try {
            follower.await();
          } finally {
            turn.unlock();
          }
        } catch (WakeupException e) {
          LOG.trace("somebody asks and has the next turn");
        } catch (InterruptException e) {
          return;
        } catch (RuntimeException e) {
          LOG.warn("cannot follow {}, trying again: {}", partition, e.toString());
          closed.await(1, TimeUnit.SECONDS);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void take(ConsumerRecord<String, byte[]> record) {
    if (record.key() == null) {
      return;
    }
    if (record.value() == null) {
      ring.remove(record.key());
      return;
    }
    try {
      ring.put(record.key(), registry.decode(record.value(), SubjectKey.class));
    } catch (WireException e) {
      LOG.warn("{} offset {} is no key and is ignored", partition, record.offset());
    }
  }

  @Override
  public void close() {
    closed.countDown();
    try {
      if (thread.isAlive()) {
        thread.join(Duration.ofSeconds(10).toMillis());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    turn.lock();
    try {
      follower.close();
    } finally {
      turn.unlock();
    }
    admin.close(Duration.ofSeconds(5));
  }
}
