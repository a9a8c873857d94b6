package io.lacuna.model.recording;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;

/**
 * What a recording holds; the content of {@code recording.json} and, without digests, of each Avro
 * file's own metadata.
 *
 * @param name name of the recording
 * @param pipeline pipeline it feeds, e.g. {@code patient}
 * @param seed seed it was made with; 0 where none was used
 * @param command command that made it
 * @param note what a reader must know before using it
 * @param firstEventTimeMs smallest event time of the usable samples, UTC milliseconds since 1970
 * @param lastEventTimeMs largest event time of the usable samples
 * @param firstArrivalMs smallest record timestamp of the input records, UTC milliseconds since 1970
 * @param lastArrivalMs largest record timestamp of the input records
 * @param counts counts by kind, then by name
 * @param windows kind of window that named the windows, e.g. {@code correlated}; null where no
 *     recorded topic names any
 * @param masked what was masked: {@code ids}, {@code sites}, {@code payloads}; empty for nothing
 * @param ranges what is held of each partition; empty for a single feed file
 * @param sha256 lower-case hex SHA-256 of each file of the folder
 */
public record RecordingManifest(
    String name,
    String pipeline,
    long seed,
    String command,
    String note,
    long firstEventTimeMs,
    long lastEventTimeMs,
    long firstArrivalMs,
    long lastArrivalMs,
    Map<String, Map<String, Integer>> counts,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) String windows,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> masked,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<RecordedRange> ranges,
    Map<String, String> sha256) {

  public RecordingManifest {
    masked = masked == null ? List.of() : List.copyOf(masked);
    ranges = ranges == null ? List.of() : List.copyOf(ranges);
  }

  /** Of a single feed file: nothing masked, no ranges. */
  public RecordingManifest(
      String name,
      String pipeline,
      long seed,
      String command,
      String note,
      long firstEventTimeMs,
      long lastEventTimeMs,
      long firstArrivalMs,
      long lastArrivalMs,
      Map<String, Map<String, Integer>> counts,
      Map<String, String> sha256) {
    this(
        name,
        pipeline,
        seed,
        command,
        note,
        firstEventTimeMs,
        lastEventTimeMs,
        firstArrivalMs,
        lastArrivalMs,
        counts,
        null,
        List.of(),
        List.of(),
        sha256);
  }

  /** The same with the digests of its files. */
  public RecordingManifest withSha256(Map<String, String> digests) {
    return new RecordingManifest(
        name,
        pipeline,
        seed,
        command,
        note,
        firstEventTimeMs,
        lastEventTimeMs,
        firstArrivalMs,
        lastArrivalMs,
        counts,
        windows,
        masked,
        ranges,
        digests);
  }
}
