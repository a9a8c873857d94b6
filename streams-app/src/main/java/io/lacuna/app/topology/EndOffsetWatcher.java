package io.lacuna.app.topology;

import io.lacuna.app.config.PipelineConfig;
import io.lacuna.app.config.Topics;
import io.lacuna.schema.Modality;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fetches the end offsets of the input partitions on a thread of its own, so that a stream thread
 * can tell "nothing came" from "something lies unread" without asking the broker.
 *
 * <p>An end offset can lie behind transaction markers, which are no records: where a position stops
 * short of the end, the gap is read, and counts as read when it holds no record. It is read from
 * its end, so that a backlog is known by its last record and not fetched a second time.
 */
public final class EndOffsetWatcher implements ReadToEnd, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EndOffsetWatcher.class);

  /**
   * Looks per tick. A verdict waits for a look after its deadline and then for a tick; were both
   * equally far apart, it would take up to two ticks.
   */
  private static final int LOOKS_PER_TICK = 4;

  /** Offsets before an end that are looked at first. */
  private static final int TAIL = 64;

  /** An end offset and the instant just before it was asked for. */
  private record End(long askedAt, long begin, long end) {}

  /** A range of offsets that holds no record. */
  private record Gap(long from, long end) {}

  private final Map<String, Topics> topics = new HashMap<>();
  private final LongSupplier clock;
  private final Admin admin;
  private final Consumer<byte[], byte[]> consumer;
  private final Map<TopicPartition, End> ends = new ConcurrentHashMap<>();
  private final Map<TopicPartition, Long> positions = new ConcurrentHashMap<>();
  private final Map<TopicPartition, Gap> gaps = new ConcurrentHashMap<>();

  /** Offset of the last record that was seen at a partition's end. */
  private final Map<TopicPartition, Long> lastRecords = new HashMap<>();

  private final ScheduledExecutorService thread;
  private boolean failing;

  /**
   * @param clientConfig how to reach the brokers
   * @param tick time between the looks of the stream threads at the wall clock
   * @param clock wall clock, UTC ms; the same the stream threads use
   */
  public EndOffsetWatcher(
      List<PipelineConfig> pipelines,
      Map<String, Object> clientConfig,
      Duration tick,
      LongSupplier clock) {
    pipelines.forEach(p -> topics.put(p.name(), p.topics()));
    this.clock = clock;
    this.admin = Admin.create(clientConfig);
    Map<String, Object> config = new HashMap<>(clientConfig);
    config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    config.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 1 << 15);
    this.consumer =
        new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    this.thread =
        Executors.newSingleThreadScheduledExecutor(
            r -> {
              Thread t = new Thread(r, "lacuna-end-offsets");
              t.setDaemon(true);
              return t;
            });
    thread.scheduleWithFixedDelay(
        this::refresh, 0, Math.max(1, tick.toMillis() / LOOKS_PER_TICK), TimeUnit.MILLISECONDS);
  }

  @Override
  public long[] at(String pipeline, int partition, long[] taskPositions) {
    long[] at = new long[taskPositions.length];
    for (Modality m : Modality.values()) {
      at[m.ordinal()] = at(topics.get(pipeline).input(m), partition, taskPositions[m.ordinal()]);
    }
    return at;
  }

  /**
   * The same for one partition of any topic.
   *
   * @param position next offset to process; −1 when nothing was processed
   * @return the latest instant (UTC ms) after which an end offset was fetched that the position has
   *     reached; −1 when none is known
   */
  public long at(String topic, int partition, long position) {
    TopicPartition tp = new TopicPartition(topic, partition);
    positions.put(tp, position);
    End end = ends.get(tp);
    return end != null && isRead(tp, position, end) ? end.askedAt() : -1;
  }

  private boolean isRead(TopicPartition tp, long position, End end) {
    long read = Math.max(position, end.begin());
    return read >= end.end() || new Gap(read, end.end()).equals(gaps.get(tp));
  }

  private void refresh() {
    try {
      if (positions.isEmpty()) {
        return;
      }
      long askedAt = clock.getAsLong();
      // both under way at once: a verdict waits for the answer
      ListOffsetsResult latest = ask(OffsetSpec.latest());
      ListOffsetsResult earliest = ask(OffsetSpec.earliest());
      Map<TopicPartition, Long> end = offsets(latest);
      Map<TopicPartition, Long> begin = offsets(earliest);
      for (TopicPartition tp : end.keySet()) {
        probe(tp, begin.get(tp), end.get(tp));
        ends.put(tp, new End(askedAt, begin.get(tp), end.get(tp)));
      }
      failing = false;
    } catch (InterruptException | InterruptedException e) {
      // closing; the client's own exception has set the flag already
      Thread.currentThread().interrupt();
    } catch (RuntimeException | ExecutionException e) {
      // whatever it is: without end offsets there are no idle verdicts, and the next round may do
      if (!failing) {
        LOG.warn("end offsets cannot be fetched, no idle verdicts meanwhile: {}", e.toString());
      }
      failing = true;
    }
  }

  private ListOffsetsResult ask(OffsetSpec which) {
    Map<TopicPartition, OffsetSpec> query = new HashMap<>();
    positions.keySet().forEach(tp -> query.put(tp, which));
    return admin.listOffsets(query, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED));
  }

  private static Map<TopicPartition, Long> offsets(ListOffsetsResult answer)
      throws ExecutionException, InterruptedException {
    Map<TopicPartition, Long> offsets = new HashMap<>();
    answer.all().get().forEach((tp, info) -> offsets.put(tp, info.offset()));
    return offsets;
  }

  /** Reads the gap between position and end once per end offset; markers hold no records. */
  private void probe(TopicPartition tp, long begin, long end) {
    long from = Math.max(positions.get(tp), begin);
    End before = ends.get(tp);
    Gap gap = new Gap(from, end);
    boolean resting = before != null && before.end() == end;
    boolean unread = lastRecords.getOrDefault(tp, -1L) >= from;
    if (from >= end || !resting || unread || gap.equals(gaps.get(tp))) {
      return;
    }
    long tail = Math.max(from, end - TAIL);
    if (holdsNone(tp, tail, end) && (tail == from || holdsNone(tp, from, end))) {
      gaps.put(tp, gap);
    }
  }

  /** True when offsets {@code from} to {@code end} were read and hold no record. */
  private boolean holdsNone(TopicPartition tp, long from, long end) {
    consumer.assign(List.of(tp));
    consumer.seek(tp, from);
    List<ConsumerRecord<byte[], byte[]>> records =
        consumer.poll(Duration.ofMillis(200)).records(tp);
    if (!records.isEmpty()) {
      lastRecords.put(tp, records.get(records.size() - 1).offset());
    }
    return records.isEmpty() && consumer.position(tp) >= end;
  }

  @Override
  public void close() {
    thread.shutdownNow();
    try {
      thread.awaitTermination(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    consumer.close();
    admin.close();
  }
}
