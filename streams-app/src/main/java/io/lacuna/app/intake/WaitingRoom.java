package io.lacuna.app.intake;

import io.lacuna.app.config.SubjectRule;
import io.lacuna.schema.state.HeldRecord;
import io.lacuna.schema.state.WaitingSample;
import io.lacuna.schema.state.WaitingSamples;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The samples of one task that wait for a mapping. Each change is written to the stores at once;
 * who waits, and since when, is also held in the order of arrival. Owned by the task's thread.
 */
final class WaitingRoom {
  /** One that waits. */
  private record Waiting(String key, WaitingSample sample) {}

  private final SubjectRule.Mapped rule;
  private final KeyValueStore<String, WaitingSamples> index;
  private final KeyValueStore<Long, HeldRecord> held;

  /** By offset: partition time never falls on the way, so that the first is the first to go. */
  private final TreeMap<Long, Waiting> queue = new TreeMap<>();

  WaitingRoom(
      SubjectRule.Mapped rule,
      KeyValueStore<String, WaitingSamples> index,
      KeyValueStore<Long, HeldRecord> held) {
    this.rule = rule;
    this.index = index;
    this.held = held;
    try (KeyValueIterator<String, WaitingSamples> all = index.all()) {
      all.forEachRemaining(
          e -> e.value.getSamples().forEach(s -> queue.put(s.getOffset(), new Waiting(e.key, s))));
    }
  }

  int size() {
    return queue.size();
  }

  /**
   * Lets a sample wait.
   *
   * @param partitionTimeMs highest event time of its partition, its own included
   * @param wallMs now
   * @return whether there was room under its key
   */
  boolean admit(String key, FeedRecord record, long partitionTimeMs, long wallMs) {
    // under at_least_once a record can be read twice
    if (queue.containsKey(record.offset())) {
      return true;
    }
    WaitingSamples waiting = index.get(key);
    List<WaitingSample> samples =
        waiting == null ? new ArrayList<>() : new ArrayList<>(waiting.getSamples());
    if (samples.size() >= rule.maxPerKey()) {
      return false;
    }
    WaitingSample sample = new WaitingSample(record.offset(), partitionTimeMs, wallMs);
    samples.add(sample);
    index.put(key, new WaitingSamples(samples));
    held.put(record.offset(), record.held());
    queue.put(record.offset(), new Waiting(key, sample));
    return true;
  }

  /** Takes out what waits under a key, in the order in which it was read. */
  List<FeedRecord> release(String key) {
    WaitingSamples waiting = index.get(key);
    List<FeedRecord> records = new ArrayList<>();
    if (waiting != null) {
      index.delete(key);
      waiting.getSamples().forEach(s -> records.add(takeOut(s.getOffset())));
    }
    return records;
  }

  /**
   * Takes out what has waited as long as patience lasts, by either clock.
   *
   * @param partitionTimeMs highest event time of the feed's partition
   * @param wallMs wall clock
   */
  List<FeedRecord> expire(long partitionTimeMs, long wallMs) {
    List<FeedRecord> records = new ArrayList<>();
    while (!queue.isEmpty()) {
      Map.Entry<Long, Waiting> first = queue.firstEntry();
      if (!isOver(first.getValue().sample(), partitionTimeMs, wallMs)) {
        break;
      }
      forget(first.getValue().key(), first.getKey());
      records.add(takeOut(first.getKey()));
    }
    return records;
  }

  private boolean isOver(WaitingSample sample, long partitionTimeMs, long wallMs) {
    long patienceMs = rule.patience().toMillis();
    return partitionTimeMs >= sample.getPartitionTime() + patienceMs
        || wallMs >= sample.getFirstSeen() + patienceMs;
  }

  private void forget(String key, long offset) {
    List<WaitingSample> left = new ArrayList<>(index.get(key).getSamples());
    left.removeIf(s -> s.getOffset() == offset);
    index.put(key, left.isEmpty() ? null : new WaitingSamples(left));
  }

  private FeedRecord takeOut(long offset) {
    queue.remove(offset);
    return FeedRecord.of(held.delete(offset), offset);
  }
}
