package io.lacuna.app.replay;

import io.lacuna.app.adapters.RecordedRoutes;
import io.lacuna.model.recording.RecordedValues;
import io.lacuna.model.recording.RecordingFolder;
import io.lacuna.model.recording.TopicRole;
import io.lacuna.schema.AdapterEvent;
import java.io.IOException;

/** Reads the registry topic of a recording. */
public final class RecordedAdapters {
  private RecordedAdapters() {}

  /** Hands the recorded events over in order; none where the topic was not recorded. */
  public static void read(RecordingFolder recording, RecordedRoutes routes) throws IOException {
    RecordedValues values = recording.values();
    recording.each(
        TopicRole.ADAPTERS,
        record ->
            values
                .read(record, AdapterEvent.class)
                .ifPresent(e -> routes.apply(e, record.getTimestamp().toEpochMilli())));
  }
}
