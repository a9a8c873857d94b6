package io.lacuna.app.adapters;

import io.lacuna.schema.AdapterEvent;
import io.lacuna.wire.RegistryAvro;
import io.lacuna.wire.WireException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the registry topic from its beginning into the pipelines' logs. For one thread. */
public final class RegistryReader implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RegistryReader.class);
  private static final Duration POLL = Duration.ofMillis(100);

  private final TopicPartition partition;
  private final RegistryAvro registry;
  private final Map<String, PipelineLog> logs;
  private final KafkaConsumer<String, byte[]> consumer;

  /**
   * @param connection how to reach the brokers
   * @param logs by pipeline; events of other pipelines are ignored
   */
  public RegistryReader(
      String topic,
      RegistryAvro registry,
      Map<String, Object> connection,
      Map<String, PipelineLog> logs) {
    this.partition = new TopicPartition(topic, 0);
    this.registry = registry;
    this.logs = new HashMap<>(logs);
    this.consumer = RegistryTopic.consumer(connection);
    consumer.assign(List.of(partition));
    consumer.seekToBeginning(List.of(partition));
  }

  /** Reads what the topic holds now. */
  public void readToEnd() {
    long end = consumer.endOffsets(List.of(partition)).get(partition);
    while (consumer.position(partition) < end) {
      take(consumer.poll(POLL));
    }
  }

  /** Waits a moment for something new. */
  void await() {
    take(consumer.poll(POLL));
  }

  private void take(ConsumerRecords<String, byte[]> records) {
    for (ConsumerRecord<String, byte[]> record : records) {
      try {
        take(record);
      } catch (RuntimeException e) {
        // the schema registry is away: nothing may be skipped
        consumer.seek(partition, record.offset());
        throw e;
      }
    }
  }

  private void take(ConsumerRecord<String, byte[]> record) {
    if (record.value() == null) {
      return;
    }
    try {
      AdapterEvent event = registry.decode(record.value(), AdapterEvent.class);
      PipelineLog log = logs.get(event.getPipeline());
      if (log != null) {
        log.apply(event.getEvent(), record.timestamp());
      }
    } catch (WireException e) {
      LOG.warn(
          "{} offset {} is no adapter event and is ignored: {}",
          partition,
          record.offset(),
          e.getMessage());
    }
  }

  /** Ends a wait of another thread for this reader. */
  void wakeup() {
    consumer.wakeup();
  }

  @Override
  public void close() {
    consumer.close();
  }
}
