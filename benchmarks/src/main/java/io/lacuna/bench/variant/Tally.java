package io.lacuna.bench.variant;

import io.lacuna.app.ClientSettings;
import io.lacuna.app.config.AppConfig;
import io.lacuna.bench.WrongResultException;
import io.lacuna.bench.load.Feed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Counts the results that a variant puts out after this was opened. Owned by one thread. */
public final class Tally implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(20);

  private final Variant variant;
  private final KafkaConsumer<String, byte[]> consumer;
  private final Set<String> subjects = new HashSet<>();
  // judged when time no longer counts
  private final List<byte[]> values = new ArrayList<>();

  /** Stands at the end of the results topic and reads what is committed from now on. */
  public Tally(Variant variant, AppConfig config) {
    this.variant = variant;
    Map<String, Object> settings = ClientSettings.connection(config);
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 20);
    consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer());
    List<TopicPartition> partitions =
        consumer.partitionsFor(variant.results(config)).stream()
            .map(p -> new TopicPartition(p.topic(), p.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToEnd(partitions);
    // seeking is lazy; a position makes it happen before the variant starts
    partitions.forEach(consumer::position);
  }

  /**
   * Reads until {@code expected} results are there; the {@link System#nanoTime} then.
   *
   * @throws WrongResultException if the job fails or they are not there in time
   */
  public long await(long expected, Job job, Duration patience) {
    long end = System.nanoTime() + patience.toNanos();
    while (values.size() < expected) {
      poll();
      job.check();
      if (System.nanoTime() > end) {
        throw new WrongResultException(
            variant.name() + ": " + values.size() + " of " + expected + " results in " + patience);
      }
    }
    return System.nanoTime();
  }

  /** Reads for that long. */
  public void read(Duration time) {
    long end = System.nanoTime() + time.toNanos();
    while (System.nanoTime() < end) {
      poll();
    }
  }

  /**
   * Reads what is left; call when the job is closed.
   *
   * @throws WrongResultException unless there are {@code expected} results, all complete, one of
   *     each subject and window
   */
  public void verify(long expected, long expectedSubjects) {
    Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
    while (ends.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
      poll();
    }
    long complete = values.stream().filter(variant::isComplete).count();
    long others = values.size() - complete;
    if (complete != expected || others != 0 || subjects.size() != expectedSubjects) {
      throw new WrongResultException(
          String.format(
              "%s: %d complete results of %d subjects and %d others; expected %d of %d and none",
              variant.name(), complete, subjects.size(), others, expected, expectedSubjects));
    }
  }

  /** Results so far, complete or not. */
  public long all() {
    return values.size();
  }

  private void poll() {
    ConsumerRecords<String, byte[]> records = consumer.poll(POLL);
    for (ConsumerRecord<String, byte[]> r : records) {
      if (r.key().startsWith(Feed.CLOSING)) {
        continue;
      }
      subjects.add(r.key());
      values.add(r.value());
    }
  }

  @Override
  public void close() {
    consumer.close();
  }
}
