package io.lacuna.bench.variant;

import io.lacuna.app.ClientSettings;
import io.lacuna.app.config.AppConfig;
import io.lacuna.app.config.Topics;
import io.lacuna.bench.WrongResultException;
import io.lacuna.schema.InlineBytes;
import io.lacuna.schema.Modality;
import io.lacuna.schema.Sample;
import io.lacuna.wire.RegistryAvro;
import io.lacuna.wire.WireException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** The plain loop at work, on a thread of its own. */
final class PlainLoopJob implements Job {
  private final Topics topics;
  private final String results;
  private final RegistryAvro registry;
  private final boolean transactional;
  private final long commitNanos;
  private final KafkaConsumer<String, byte[]> consumer;
  private final KafkaProducer<String, byte[]> producer;
  // used, so that no compiler leaves the digests out
  private long digests;
  private final Map<String, Parts> open = new HashMap<>();
  private final Map<TopicPartition, OffsetAndMetadata> read = new HashMap<>();
  private final CountDownLatch ready = new CountDownLatch(1);
  private final Thread thread;
  private volatile long readyAt;
  private volatile boolean stopping;
  private volatile Throwable failure;

  PlainLoopJob(AppConfig config, String results, RegistryAvro registry) {
    this.topics = config.pipelines().get(0).topics();
    this.results = results;
    this.registry = registry;
    this.transactional = config.exactlyOnce();
    this.commitNanos = config.commitInterval().toNanos();
    Map<String, Object> consuming = ClientSettings.connection(config);
    consuming.put(ConsumerConfig.GROUP_ID_CONFIG, config.applicationId());
    consuming.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    consuming.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    consuming.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    consumer =
        new KafkaConsumer<>(consuming, new StringDeserializer(), new ByteArrayDeserializer());
    Map<String, Object> producing = ClientSettings.connection(config);
    producing.put(ProducerConfig.LINGER_MS_CONFIG, 2);
    if (transactional) {
      producing.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, config.applicationId());
    }
    producer = new KafkaProducer<>(producing, new StringSerializer(), new ByteArraySerializer());
    thread = new Thread(this::run, "plain-loop");
    thread.start();
  }

  private void run() {
    try {
      if (transactional) {
        producer.initTransactions();
      }
      consumer.subscribe(topics.inputs(), new Assignment());
      long committedAt = System.nanoTime();
      while (!stopping) {
        for (ConsumerRecord<String, byte[]> r : consumer.poll(Duration.ofMillis(20))) {
          join(r);
        }
        if (System.nanoTime() - committedAt >= commitNanos) {
          commit();
          committedAt = System.nanoTime();
        }
      }
      commit();
    } catch (RuntimeException e) {
      failure = e;
    } finally {
      consumer.close();
      producer.close();
    }
  }

  private void join(ConsumerRecord<String, byte[]> r) {
    if (transactional && read.isEmpty()) {
      producer.beginTransaction();
    }
    if (registry != null) {
      digest(r.value());
    }
    Parts before = open.getOrDefault(r.key(), Parts.NONE);
    Parts parts;
    if (r.topic().equals(topics.input(Modality.IMAGE))) {
      parts = before.withImage(r.value());
    } else if (r.topic().equals(topics.input(Modality.TEXT))) {
      parts = before.withText(r.value());
    } else {
      parts = before.withAudio(r.value());
    }
    if (parts.image() != null && parts.text() != null && parts.audio() != null) {
      open.remove(r.key());
      producer.send(new ProducerRecord<>(results, r.key(), parts.lengths()));
    } else {
      open.put(r.key(), parts);
    }
    read.put(new TopicPartition(r.topic(), r.partition()), new OffsetAndMetadata(r.offset() + 1));
  }

  /** What the product does with a record before it joins it: Avro, and SHA-256 of the payload. */
  private void digest(byte[] value) {
    try {
      InlineBytes payload = (InlineBytes) registry.decode(value, Sample.class).getPayload();
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      sha256.update(payload.getBytes());
      digests += sha256.digest().length;
    } catch (WireException | NoSuchAlgorithmException e) {
      throw new IllegalStateException("the feed wrote what is no sample", e);
    }
  }

  private void commit() {
    if (read.isEmpty()) {
      return;
    }
    if (transactional) {
      producer.sendOffsetsToTransaction(read, consumer.groupMetadata());
      producer.commitTransaction();
    } else {
      producer.flush();
      consumer.commitSync(read);
    }
    read.clear();
  }

  /** Tells when the loop has its partitions. */
  private final class Assignment implements ConsumerRebalanceListener {
    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
      readyAt = System.nanoTime();
      ready.countDown();
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
      // alone in its group: only at the end
    }
  }

  @Override
  public long awaitReady(Duration patience) throws InterruptedException {
    if (!ready.await(patience.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new WrongResultException("no partitions after " + patience, failure);
    }
    return readyAt;
  }

  @Override
  public void check() {
    if (failure != null) {
      throw new WrongResultException("the loop failed: " + failure, failure);
    }
  }

  @Override
  public void close() {
    stopping = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
