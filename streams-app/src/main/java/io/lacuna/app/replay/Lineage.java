package io.lacuna.app.replay;

import io.lacuna.model.recording.RecordedValues;
import io.lacuna.model.recording.RecordingFolder;
import io.lacuna.model.recording.RunFolder;
import io.lacuna.model.recording.TopicRole;
import io.lacuna.schema.PayloadError;
import io.lacuna.schema.Prediction;
import io.lacuna.schema.WindowDecision;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.specific.SpecificRecord;

/**
 * What became of a subject: its predictions, and the decisions that name it.
 *
 * @param predictions by window start, window and revision
 * @param payloadErrors in the order of the decisions log
 */
public record Lineage(List<Prediction> predictions, List<PayloadError> payloadErrors) {
  private static final Comparator<Prediction> ORDER =
      Comparator.comparing(Prediction::getWindowStart)
          .thenComparing(Prediction::getWindowId)
          .thenComparing(Prediction::getRevision);

  /** As a recorded live run has it. */
  public static Lineage recorded(RecordingFolder recording, String subject) throws IOException {
    List<Prediction> predictions = all(recording, TopicRole.PREDICTIONS, Prediction.class);
    predictions.removeIf(p -> !p.getSubject().equals(subject));
    predictions.sort(ORDER);
    List<PayloadError> errors = new ArrayList<>();
    for (WindowDecision d : all(recording, TopicRole.DECISIONS, WindowDecision.class)) {
      if (d.getStep() instanceof PayloadError e && e.getSubject().equals(subject)) {
        errors.add(e);
      }
    }
    return new Lineage(predictions, errors);
  }

  /** As a what-if replay has it. */
  public static Lineage replayed(RunFolder run, String subject) throws IOException {
    List<Prediction> predictions = new ArrayList<>();
    try (DataFileReader<Prediction> all = run.openPredictions()) {
      while (all.hasNext()) {
        Prediction p = all.next();
        if (p.getSubject().equals(subject)) {
          predictions.add(p);
        }
      }
    }
    predictions.sort(ORDER);
    return new Lineage(predictions, List.of());
  }

  private static <T extends SpecificRecord> List<T> all(
      RecordingFolder recording, TopicRole role, Class<T> type) throws IOException {
    RecordedValues values = recording.values();
    List<T> all = new ArrayList<>();
    recording.each(role, record -> values.read(record, type).ifPresent(all::add));
    return all;
  }
}
