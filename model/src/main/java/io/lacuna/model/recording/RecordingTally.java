package io.lacuna.model.recording;

import io.lacuna.schema.ClaimCheck;
import io.lacuna.schema.RecordedRecord;
import io.lacuna.schema.Sample;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Counts what goes into a recording and remembers its span of time. */
final class RecordingTally {
  private final Map<String, Map<String, Integer>> counts = new TreeMap<>();
  private final LongSummaryStatistics eventTimes = new LongSummaryStatistics();
  private final LongSummaryStatistics arrivals = new LongSummaryStatistics();

  void add(RecordedRecord record, Optional<Sample> sample) {
    count("records", record.getTopic());
    if (TopicRole.of(record.getTopic()).modality().isEmpty()) {
      return;
    }
    arrivals.accept(record.getTimestamp().toEpochMilli());
    if (sample.isEmpty()) {
      count("noSample", record.getTopic());
      return;
    }
    eventTimes.accept(sample.get().getEventTime().toEpochMilli());
    if (sample.get().getPayload() instanceof ClaimCheck) {
      count("claims", record.getClaim() == null ? "without" : "embedded");
    }
  }

  void count(String kind, String name) {
    counts.computeIfAbsent(kind, k -> new TreeMap<>()).merge(name, 1, Integer::sum);
  }

  RecordingManifest manifest(RecordingOrigin origin, List<RecordedRange> ranges) {
    return new RecordingManifest(
        origin.name(),
        origin.pipeline(),
        origin.seed(),
        origin.command(),
        origin.note(),
        eventTimes.getCount() == 0 ? 0 : eventTimes.getMin(),
        eventTimes.getCount() == 0 ? 0 : eventTimes.getMax(),
        arrivals.getCount() == 0 ? 0 : arrivals.getMin(),
        arrivals.getCount() == 0 ? 0 : arrivals.getMax(),
        counts,
        origin.windows(),
        origin.masked(),
        ranges,
        Map.of());
  }
}
