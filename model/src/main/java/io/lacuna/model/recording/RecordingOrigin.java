package io.lacuna.model.recording;

import java.util.List;

/**
 * What a recording's manifest says beside what its records tell.
 *
 * @param name name of the recording
 * @param pipeline pipeline it feeds, e.g. {@code patient}
 * @param seed seed it was made with; 0 where none was used
 * @param command command that made it
 * @param note what a reader must know before using it; may be empty
 * @param windows kind of window that named the windows, e.g. {@code correlated}; null where no
 *     recorded topic names any
 * @param masked what was masked; empty for nothing
 */
public record RecordingOrigin(
    String name,
    String pipeline,
    long seed,
    String command,
    String note,
    String windows,
    List<String> masked) {}
