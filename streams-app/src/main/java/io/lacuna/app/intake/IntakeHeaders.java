package io.lacuna.app.intake;

import io.lacuna.app.config.FeedConfig;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * Headers of a sample that came through the intake: the sender's own, and where it stood. The
 * feed's key is not among them; it may name a patient, and stands at that place.
 */
public final class IntakeHeaders {
  private static final String OURS = "lacuna.intake.";

  public static final String FEED = OURS + "feed";
  public static final String TOPIC = OURS + "topic";
  public static final String PARTITION = OURS + "partition";
  public static final String OFFSET = OURS + "offset";

  /** Offset of the mapping that named the subject, in the same partition of the mapping topic. */
  public static final String MAPPING_OFFSET = OURS + "mapping.offset";

  /** Why a payload that came is not sent on: a reason word. */
  public static final String PROBLEM = OURS + "problem";

  private IntakeHeaders() {}

  /**
   * @param mappingOffset of the mapping that named the subject, or null
   */
  static Headers of(FeedConfig feed, int partition, FeedRecord record, Long mappingOffset) {
    Headers headers = new RecordHeaders();
    for (Header h : record.in().headers()) {
      // a sender's word for where it came from is not ours
      if (!h.key().startsWith(OURS)) {
        headers.add(h);
      }
    }
    put(headers, FEED, feed.name());
    put(headers, TOPIC, feed.topic());
    put(headers, PARTITION, Integer.toString(partition));
    put(headers, OFFSET, Long.toString(record.offset()));
    if (mappingOffset != null) {
      put(headers, MAPPING_OFFSET, mappingOffset.toString());
    }
    return headers;
  }

  static void put(Headers headers, String key, String value) {
    headers.add(key, value.getBytes(StandardCharsets.UTF_8));
  }
}
