package io.lacuna.app.batch;

import io.lacuna.schema.Sample;
import io.lacuna.schema.SampleRef;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Samples on their way from arrival to scoring, bounded by bytes, oldest out first. A cache only:
 * what is not here is read again from its topic. Thread-safe.
 */
public final class PayloadCache {
  private record Position(String topic, int partition, long offset) {}

  private record Entry(Sample sample, int bytes) {}

  private final long maxBytes;
  private final Map<Position, Entry> entries = new LinkedHashMap<>(64, 0.75f, true);
  private long bytes;

  public PayloadCache(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  /**
   * @param size encoded size of the record, bytes
   */
  public synchronized void put(String topic, int partition, long offset, Sample sample, int size) {
    Entry old = entries.put(new Position(topic, partition, offset), new Entry(sample, size));
    bytes += size - (old == null ? 0 : old.bytes());
    Iterator<Entry> oldest = entries.values().iterator();
    while (bytes > maxBytes && oldest.hasNext()) {
      bytes -= oldest.next().bytes();
      oldest.remove();
    }
  }

  public synchronized Optional<Sample> get(String topic, int partition, long offset) {
    return Optional.ofNullable(entries.get(new Position(topic, partition, offset)))
        .map(Entry::sample);
  }

  /** Lets go of a sample that no further result will need. */
  public synchronized void drop(SampleRef ref) {
    Entry old = entries.remove(new Position(ref.getTopic(), ref.getPartition(), ref.getOffset()));
    bytes -= old == null ? 0 : old.bytes();
  }
}
