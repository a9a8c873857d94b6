package io.lacuna.model.recording;

import io.lacuna.schema.Modality;
import io.lacuna.schema.RecordedRecord;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.PriorityQueue;

/** Input topics of one partition as one sequence, in order of arrival, modality and offset. */
final class ArrivalMerge implements CloseableIterator<Arrival> {
  private static final Comparator<Source> ORDER =
      Comparator.<Source>comparingLong(s -> s.next.arrivalMs())
          .thenComparing(s -> s.modality)
          .thenComparingLong(s -> s.next.record().getOffset());

  /** One topic with its next arrival read ahead. */
  private static final class Source {
    private final Modality modality;
    private final CloseableIterator<RecordedRecord> records;
    private long arrivalMs = Long.MIN_VALUE;
    private Arrival next;

    Source(Modality modality, CloseableIterator<RecordedRecord> records) {
      this.modality = modality;
      this.records = records;
    }

    /** False at the end of the topic. */
    boolean advance() {
      if (!records.hasNext()) {
        return false;
      }
      RecordedRecord record = records.next();
      arrivalMs = Math.max(arrivalMs, record.getTimestamp().toEpochMilli());
      next = new Arrival(record, modality, arrivalMs);
      return true;
    }
  }

  private final List<Source> sources = new ArrayList<>();
  private final PriorityQueue<Source> ahead = new PriorityQueue<>(ORDER);

  private ArrivalMerge() {}

  static ArrivalMerge open(RecordingFolder folder, int partition) throws IOException {
    ArrivalMerge merge = new ArrivalMerge();
    try {
      for (Modality m : Modality.values()) {
        merge.add(new Source(m, folder.records(TopicRole.of(m).word(), partition)));
      }
      return merge;
    } catch (IOException | RuntimeException e) {
      merge.close();
      throw e;
    }
  }

  private void add(Source source) {
    sources.add(source);
    if (source.advance()) {
      ahead.add(source);
    }
  }

  @Override
  public boolean hasNext() {
    return !ahead.isEmpty();
  }

  @Override
  public Arrival next() {
    Source first = ahead.poll();
    if (first == null) {
      throw new NoSuchElementException("the recording has no further arrival");
    }
    Arrival arrival = first.next;
    if (first.advance()) {
      ahead.add(first);
    }
    return arrival;
  }

  @Override
  public void close() throws IOException {
    IOException failed = null;
    for (Source source : sources) {
      try {
        source.records.close();
      } catch (IOException e) {
        failed = e;
      }
    }
    if (failed != null) {
      throw failed;
    }
  }
}
