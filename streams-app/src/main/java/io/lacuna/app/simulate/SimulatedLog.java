package io.lacuna.app.simulate;

import io.lacuna.app.simulate.Seen.Ref;
import io.lacuna.schema.Modality;
import java.util.ArrayList;
import java.util.List;

/** The input partitions of a simulated broker, the wall clock, and the end offsets last told. */
final class SimulatedLog {

  /**
   * @param record what the sender meant
   * @param written what stands in the log; another one only where a fault is planted
   * @param appendedMs wall clock when it was appended
   */
  record Entry(FeedRecord record, FeedRecord written, long appendedMs) {}

  private record End(long askedAtMs, int offset) {}

  private final Surroundings surroundings;
  private final List<List<Entry>> partitions = new ArrayList<>();
  private final End[] ends = new End[Modality.values().length];
  private long wallMs = ScheduleMaker.T0;

  SimulatedLog(Surroundings surroundings) {
    this.surroundings = surroundings;
    for (Modality ignored : Modality.values()) {
      partitions.add(new ArrayList<>());
    }
  }

  long wallMs() {
    return wallMs;
  }

  void advance(long byMs) {
    wallMs += byMs;
  }

  List<Entry> partition(Modality m) {
    return partitions.get(m.ordinal());
  }

  Entry at(Ref ref) {
    return partition(ref.modality()).get((int) ref.offset());
  }

  void append(FeedRecord record) {
    List<Entry> partition = partition(record.modality());
    boolean again = partition.stream().anyMatch(e -> e.record().equals(record));
    partition.add(new Entry(record, surroundings.written(record, again), wallMs));
  }

  /** Asks for the end offset of a partition and is told at once. */
  void lookUp(Modality m) {
    ends[m.ordinal()] = new End(wallMs, partition(m).size());
  }

  /**
   * @param positions next offset to process per modality; −1 when nothing was processed
   * @return per modality, when an end offset was asked for that the position has reached, or −1
   */
  long[] readToEndAt(long[] positions) {
    long[] at = new long[ends.length];
    for (int i = 0; i < ends.length; i++) {
      End end = ends[i];
      at[i] = end != null && Math.max(0, positions[i]) >= end.offset() ? end.askedAtMs() : -1;
    }
    return at;
  }
}
