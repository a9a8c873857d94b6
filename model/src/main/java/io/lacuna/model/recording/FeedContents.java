package io.lacuna.model.recording;

import io.lacuna.schema.RecordedRecord;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a single feed file holds of each topic and partition; its manifest does not say. */
final class FeedContents {
  private FeedContents() {}

  static List<RecordedRange> of(RecordingFolder folder) throws IOException {
    Map<TopicRole, Map<Integer, RecordedRange>> found = new TreeMap<>();
    try (RecordingReader feed = folder.openFeed()) {
      while (feed.hasNext()) {
        RecordedRecord record = feed.next();
        found
            .computeIfAbsent(TopicRole.of(record.getTopic()), role -> new TreeMap<>())
            .merge(record.getPartition(), first(record), (range, next) -> extend(range, next));
      }
    }
    List<RecordedRange> contents = new ArrayList<>();
    found.values().forEach(partitions -> contents.addAll(partitions.values()));
    return contents;
  }

  private static RecordedRange first(RecordedRecord record) {
    return new RecordedRange(
        RecordingFolder.FEED,
        record.getTopic(),
        record.getTopic(),
        record.getPartition(),
        record.getOffset(),
        record.getOffset() + 1,
        1,
        false);
  }

  private static RecordedRange extend(RecordedRange range, RecordedRange next) {
    return new RecordedRange(
        range.file(),
        range.role(),
        range.topic(),
        range.partition(),
        range.fromOffset(),
        next.endOffset(),
        range.records() + 1,
        false);
  }
}
