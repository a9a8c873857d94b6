package io.lacuna.app.cli;

import io.lacuna.model.recording.RecordedRange;
import io.lacuna.model.recording.RecordingFolder;
import io.lacuna.model.recording.RecordingManifest;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A recording in lines for people. */
final class RecordingText {
  private static final String ROW = "%-24s %10s %12s %12s  %s";

  private RecordingText() {}

  static List<String> of(RecordingFolder recording) throws IOException {
    RecordingManifest about = recording.manifest();
    List<String> lines = new ArrayList<>();
    lines.add(about.name() + ": pipeline " + about.pipeline());
    lines.add("made by     " + about.command());
    if (!about.note().isEmpty()) {
      lines.add("note        " + about.note());
    }
    lines.add("event times " + span(about.firstEventTimeMs(), about.lastEventTimeMs()));
    lines.add("arrivals    " + span(about.firstArrivalMs(), about.lastArrivalMs()));
    lines.add(
        "masked      " + (about.masked().isEmpty() ? "no" : String.join(", ", about.masked())));
    about.counts().forEach((kind, counts) -> lines.add(String.format("%-11s %s", kind, counts)));
    lines.add("");
    lines.add(String.format(ROW, "topic", "records", "from", "to", ""));
    for (RecordedRange range : recording.contents()) {
      lines.add(
          String.format(
                  Locale.ROOT,
                  ROW,
                  range.role() + "-" + range.partition(),
                  range.records(),
                  range.fromOffset(),
                  range.endOffset(),
                  range.hole() ? "begins with deleted records" : "")
              .stripTrailing());
    }
    return lines;
  }

  private static String span(long firstMs, long lastMs) {
    return Instant.ofEpochMilli(firstMs) + " to " + Instant.ofEpochMilli(lastMs);
  }
}
