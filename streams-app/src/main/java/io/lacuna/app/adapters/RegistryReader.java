package io.lacuna.app.adapters;

import io.lacuna.schema.AdapterEvent;
import io.lacuna.wire.PartitionFollower;
import io.lacuna.wire.RegistryAvro;
import io.lacuna.wire.WireException;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the registry topic from its beginning into the pipelines' logs. For one thread. */
public final class RegistryReader implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RegistryReader.class);

  private final RegistryAvro registry;
  private final Map<String, PipelineLog> logs;
  private final PartitionFollower follower;

  /**
   * @param connection how to reach the brokers
   * @param logs by pipeline; events of other pipelines are ignored
   */
  public RegistryReader(
      String topic,
      RegistryAvro registry,
      Map<String, Object> connection,
      Map<String, PipelineLog> logs) {
    this.registry = registry;
    this.logs = new HashMap<>(logs);
    this.follower =
        new PartitionFollower(
            new TopicPartition(topic, 0), RegistryTopic.consumer(connection), this::take);
  }

  /** Reads what the topic holds now. */
  public void readToEnd() {
    long end = follower.end();
    for (boolean read = false; !read; ) {
      read = follower.isAt(end);
    }
  }

  /** Waits a moment for something new. */
  void await() {
    follower.await();
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
          record.topic(),
          record.offset(),
          e.getMessage());
    }
  }

  /** Ends a wait of another thread for this reader. */
  void wakeup() {
    follower.wakeup();
  }

  @Override
  public void close() {
    follower.close();
  }
}
