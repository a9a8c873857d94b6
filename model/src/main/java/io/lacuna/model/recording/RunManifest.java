package io.lacuna.model.recording;

import java.util.List;
import java.util.Map;

/**
 * What a run was; the content of {@code run.json}. It names no time of day and no speed: the same
 * run gives the same bytes.
 *
 * @param kind how its predictions were made: {@code what-if}, {@code verify} or {@code live}
 * @param pipeline pipeline that made them, e.g. {@code patient}
 * @param command command that made it
 * @param recording name of the recording that was replayed
 * @param recordingSha256 lower-case hex SHA-256 of that recording's manifest
 * @param settings what the run was asked for, by option name, e.g. {@code drop.audio} = 0.5; the
 *     seed among them
 * @param modelDigest digest of the base
 * @param adapters digests of the adapters that answered, sorted
 * @param records input records that were read
 * @param predictions predictions in the file, revisions included
 * @param predictionsSha256 lower-case hex SHA-256 of {@code predictions.avro}
 */
public record RunManifest(
    String kind,
    String pipeline,
    String command,
    String recording,
    String recordingSha256,
    Map<String, String> settings,
    String modelDigest,
    List<String> adapters,
    long records,
    long predictions,
    String predictionsSha256) {}
