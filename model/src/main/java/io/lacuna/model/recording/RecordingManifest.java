package io.lacuna.model.recording;

import java.util.Map;

/**
 * What a recording holds; the content of {@code recording.json} and, without digests, of the feed
 * file's own metadata.
 *
 * @param name name of the recording
 * @param pipeline pipeline it feeds, e.g. {@code patient}
 * @param seed seed it was made with; 0 where none was used
 * @param command command that made it
 * @param note what a reader must know before using it
 * @param firstEventTimeMs smallest event time of the usable samples, UTC milliseconds since 1970
 * @param lastEventTimeMs largest event time of the usable samples
 * @param firstArrivalMs record timestamp of the first record, UTC milliseconds since 1970
 * @param lastArrivalMs record timestamp of the last record
 * @param counts counts by kind, then by name
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
    Map<String, String> sha256) {

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
        digests);
  }
}
