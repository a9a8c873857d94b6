package io.lacuna.app.record;

import io.lacuna.model.recording.TopicRole;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;

/** Turns bounds into offsets, and tells when records of a range were deleted before it was read. */
final class RangeFinder {
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final RecordingPlan plan;
  private final Consumer<String> talk;

  /**
   * @param consumer that reads committed records, so that ends leave open transactions out
   */
  RangeFinder(KafkaConsumer<byte[], byte[]> consumer, RecordingPlan plan, Consumer<String> talk) {
    this.consumer = consumer;
    this.plan = plan;
    this.talk = talk;
  }

  /**
   * @throws IllegalArgumentException if an input topic does not exist, a bound names a partition
   *     that does not, or records are gone and that is not allowed
   */
  List<TopicRange> find() {
    Map<TopicPartition, TopicRole> places = new HashMap<>();
    plan.topics().forEach((role, topic) -> places.putAll(partitions(role, topic)));
    requireNamed(plan.from(), "--from", places);
    requireNamed(plan.to(), "--to", places);
    Map<TopicPartition, Long> starts = consumer.beginningOffsets(places.keySet());
    Map<TopicPartition, Long> ends = consumer.endOffsets(places.keySet());
    Map<TopicPartition, Long> from = offsets(plan.from(), places);
    Map<TopicPartition, Long> to = offsets(plan.to(), places);
    List<TopicRange> ranges = new ArrayList<>();
    places.forEach(
        (place, role) -> {
          long start = starts.get(place);
          long end = ends.get(place);
          requireWithin(plan.from(), "--from", role, place, end);
          requireWithin(plan.to(), "--to", role, place, end);
          long last = to.getOrDefault(place, end);
          ranges.add(range(role, place, start, from.get(place), last));
        });
    ranges.sort(
        Comparator.comparing(TopicRange::role)
            .thenComparingInt(range -> range.place().partition()));
    ranges.stream().filter(TopicRange::hasHole).forEach(this::requireAllowed);
    return ranges;
  }

  private TopicRange range(TopicRole role, TopicPartition place, long start, Long from, long end) {
    if (from == null) {
      return new TopicRange(role, place, start, start, end);
    }
    if (plan.to() instanceof Bound.Offsets && from > end) {
      throw new IllegalArgumentException(
          "--from " + word(role, place) + "=" + from + " lies behind its end, " + end);
    }
    // deleted records have no timestamps: the one before the first that is left may belong to it
    boolean unknown = plan.from() instanceof Bound.At && start > 0 && from <= start;
    long asked = unknown ? start - 1 : from;
    long first = Math.max(start, from);
    return new TopicRange(role, place, asked, first, Math.max(first, end));
  }

  private static void requireWithin(
      Bound bound, String option, TopicRole role, TopicPartition place, long end) {
    if (bound instanceof Bound.Offsets offsets) {
      Long offset = offsets.byPlace().get(word(role, place));
      if (offset != null && offset > end) {
        throw new IllegalArgumentException(
            option + " " + word(role, place) + "=" + offset + ": the topic ends at " + end);
      }
    }
  }

  private void requireAllowed(TopicRange range) {
    if (!plan.allowHoles()) {
      throw new IllegalArgumentException(
          range.place().topic()
              + " partition "
              + range.place().partition()
              + ": records before offset "
              + range.firstOffset()
              + " were deleted, and the range begins at "
              + range.fromOffset()
              + "; begin later, or give --allow-holes");
    }
    talk.accept(
        range.place() + " begins at offset " + range.firstOffset() + ", earlier records are gone");
  }

  private Map<TopicPartition, TopicRole> partitions(TopicRole role, String topic) {
    Map<TopicPartition, TopicRole> places = new HashMap<>();
    List<PartitionInfo> partitions = consumer.partitionsFor(topic);
    if (partitions == null || partitions.isEmpty()) {
      if (role.modality().isPresent() || role == TopicRole.LABELS) {
        throw new IllegalArgumentException("there is no topic " + topic);
      }
      talk.accept("there is no topic " + topic + ", it is left out");
      return places;
    }
    partitions.forEach(p -> places.put(new TopicPartition(topic, p.partition()), role));
    return places;
  }

  private static void requireNamed(
      Bound bound, String option, Map<TopicPartition, TopicRole> places) {
    if (bound instanceof Bound.Offsets offsets) {
      List<String> known =
          places.entrySet().stream().map(e -> word(e.getValue(), e.getKey())).sorted().toList();
      for (String place : offsets.byPlace().keySet()) {
        if (!known.contains(place)) {
          throw new IllegalArgumentException(
              option + " names " + place + "; there are " + String.join(", ", known));
        }
      }
    }
  }

  private static String word(TopicRole role, TopicPartition place) {
    return role.word() + "-" + place.partition();
  }

  /** Offsets of a bound; an open partition has none. */
  private Map<TopicPartition, Long> offsets(Bound bound, Map<TopicPartition, TopicRole> places) {
    Map<TopicPartition, Long> offsets = new HashMap<>();
    if (bound instanceof Bound.Offsets named) {
      places.forEach(
          (place, role) -> {
            Long offset = named.byPlace().get(word(role, place));
            if (offset != null) {
              offsets.put(place, offset);
            }
          });
      return offsets;
    }
    long instantMs = ((Bound.At) bound).instant().toEpochMilli();
    Map<TopicPartition, Long> query = new HashMap<>();
    places.forEach(
        (place, role) -> role.modality().ifPresent(modality -> query.put(place, instantMs)));
    Map<TopicPartition, Long> ends = consumer.endOffsets(query.keySet());
    for (Map.Entry<TopicPartition, OffsetAndTimestamp> e :
        consumer.offsetsForTimes(query).entrySet()) {
      offsets.put(e.getKey(), e.getValue() == null ? ends.get(e.getKey()) : e.getValue().offset());
    }
    return offsets;
  }
}
