package io.lacuna.app.trace;

import io.lacuna.schema.SampleRef;
import io.opentelemetry.api.trace.SpanContext;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Where held samples stand in their traces, from reading to the final prediction. In memory only
 * and bounded, oldest out first: a context that is not here is a link that a span lacks.
 * Thread-safe.
 */
final class SampleContexts {
  /** Of about 300 bytes each. */
  private static final int MOST = 50_000;

  private record Position(String topic, int partition, long offset) {}

  /**
   * The span in which a sample was read.
   *
   * @param readNanos when it began, epoch nanoseconds
   */
  record Known(SpanContext span, long readNanos) {}

  private final int most;
  private final Runnable forgotten;
  private final Map<Position, Known> known = new LinkedHashMap<>();

  /**
   * @param forgotten told of each context that had to make room
   */
  SampleContexts(Runnable forgotten) {
    this(MOST, forgotten);
  }

  SampleContexts(int most, Runnable forgotten) {
    this.most = most;
    this.forgotten = forgotten;
  }

  synchronized void put(String topic, int partition, long offset, Known sample) {
    known.put(new Position(topic, partition, offset), sample);
    if (known.size() > most) {
      known.remove(known.keySet().iterator().next());
      forgotten.run();
    }
  }

  /** Those that are known, in the order in which they were read. */
  synchronized List<Known> of(Collection<SampleRef> samples) {
    return samples.stream()
        .map(ref -> known.get(position(ref)))
        .filter(Objects::nonNull)
        .sorted(Comparator.comparingLong(Known::readNanos))
        .toList();
  }

  synchronized void drop(Collection<SampleRef> samples) {
    samples.forEach(ref -> known.remove(position(ref)));
  }

  private static Position position(SampleRef ref) {
    return new Position(ref.getTopic(), ref.getPartition(), ref.getOffset());
  }
}
