package io.lacuna.bench.torture.watch;

import io.lacuna.app.topology.StateSerde;
import io.lacuna.schema.state.TaskLedger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/**
 * The application's conservation ledgers, as its changelog holds them: read from outside, so that
 * they are there also while it is not. Used by one thread.
 */
public final class LedgerTail implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(100);

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final StateSerde<TaskLedger> serde = new StateSerde<>(TaskLedger.class);
  private final String topic;
  private final Map<Integer, TaskLedger> ledgers = new HashMap<>();

  /**
   * @param topic the changelog of the ledgers, which must exist
   */
  public LedgerTail(Map<String, Object> connection, String topic, int partitions) {
    this.consumer = Readers.committed(connection);
    this.topic = topic;
    List<TopicPartition> all = new ArrayList<>();
    for (int p = 0; p < partitions; p++) {
      all.add(new TopicPartition(topic, p));
    }
    consumer.assign(all);
  }

  /** Reads to the present end. */
  public void refresh() {
    Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
    while (ends.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
      consumer
          .poll(POLL)
          .forEach(
              r -> {
                if (r.value() != null) {
                  ledgers.put(r.partition(), serde.deserializer().deserialize(topic, r.value()));
                }
              });
    }
  }

  /** The ledger of a partition's task as of the last look; null if it has none. */
  public TaskLedger of(int partition) {
    return ledgers.get(partition);
  }

  /** Windows that had no final at the last look. */
  public long openWindows() {
    return ledgers.values().stream()
        .mapToLong(l -> l.getOpened() - l.getFinished() - l.getAbsorbed())
        .sum();
  }

  /** Records read by the application at the last look; empty before the first ledger. */
  public OptionalLong read() {
    return ledgers.isEmpty()
        ? OptionalLong.empty()
        : OptionalLong.of(
            ledgers.values().stream()
                .flatMap(l -> l.getModalities().stream())
                .mapToLong(m -> m.getIn())
                .sum());
  }

  @Override
  public void close() {
    consumer.close();
  }
}
