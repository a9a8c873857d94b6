package io.lacuna.app;

import io.lacuna.app.config.PipelineConfig;
import io.lacuna.schema.Prediction;
import io.lacuna.wire.RegistryAvro;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RecordDeserializationException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the prediction topics as any downstream consumer would, committed records only, on a thread
 * of its own.
 */
public final class PredictionTail implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PredictionTail.class);

  private final KafkaConsumer<String, Prediction> consumer;
  private final BiConsumer<Prediction, Long> sink;
  private final Thread thread;
  private final CountDownLatch atEnd = new CountDownLatch(1);
  private volatile boolean closing;
  private volatile boolean draining;

  /**
   * @param fromBeginning whether to read what is there already
   * @param sink takes each prediction and the wall clock at its receipt, on the tail's thread
   */
  public PredictionTail(
      List<PipelineConfig> pipelines,
      Map<String, Object> connection,
      RegistryAvro registry,
      boolean fromBeginning,
      BiConsumer<Prediction, Long> sink) {
    Map<String, Object> config = new HashMap<>(connection);
    config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    config.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 20);
    this.sink = sink;
    this.consumer =
        new KafkaConsumer<>(
            config, new StringDeserializer(), registry.deserializer(Prediction.class));
    List<TopicPartition> partitions = new ArrayList<>();
    for (PipelineConfig p : pipelines) {
      consumer
          .partitionsFor(p.topics().predictions())
          .forEach(i -> partitions.add(new TopicPartition(i.topic(), i.partition())));
    }
    consumer.assign(partitions);
    if (fromBeginning) {
      consumer.seekToBeginning(partitions);
    } else {
      consumer.seekToEnd(partitions);
    }
    thread = new Thread(this::run, "lacuna-prediction-tail");
    thread.setDaemon(true);
    thread.start();
  }

  private void run() {
    try {
      while (!closing) {
        ConsumerRecords<String, Prediction> records = poll();
        long now = System.currentTimeMillis();
        for (ConsumerRecord<String, Prediction> r : records) {
          sink.accept(r.value(), now);
        }
        if (draining && records.isEmpty() && isAtEnd()) {
          break;
        }
      }
    } finally {
      atEnd.countDown();
      consumer.close();
    }
  }

  /** A record that is no prediction is passed over: this reader only shows what it can read. */
  private ConsumerRecords<String, Prediction> poll() {
    try {
      return consumer.poll(Duration.ofMillis(50));
    } catch (RecordDeserializationException e) {
      LOG.warn("{} offset {} is no prediction and is not shown", e.topicPartition(), e.offset());
      consumer.seek(e.topicPartition(), e.offset() + 1);
      return ConsumerRecords.empty();
    }
  }

  private boolean isAtEnd() {
    return consumer.endOffsets(consumer.assignment()).entrySet().stream()
        .allMatch(e -> consumer.position(e.getKey()) >= e.getValue());
  }

  /** Reads to the present end of the topics, then stops. */
  public void drain(Duration patience) throws InterruptedException {
    draining = true;
    atEnd.await(patience.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    closing = true;
    try {
      thread.join(TimeUnit.SECONDS.toMillis(10));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
