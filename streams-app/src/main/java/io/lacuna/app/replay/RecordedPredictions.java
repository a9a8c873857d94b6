package io.lacuna.app.replay;

import io.lacuna.model.recording.RecordedValues;
import io.lacuna.model.recording.RecordingFolder;
import io.lacuna.model.recording.TopicRole;
import io.lacuna.model.score.TaskSpec;
import io.lacuna.schema.Prediction;
import io.lacuna.schema.RecordedRecord;
import io.lacuna.schema.TaskScores;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.avro.Schema;

/**
 * The predictions of a live run, held against those of a replay. All but the scores must be equal;
 * how far scores are apart is measured. Thread-safe.
 */
final class RecordedPredictions {
  private static final List<String> SCORES = List.of("scores", "confidence", "sets", "abstained");

  private record Key(String subject, String windowId, int revision) {}

  private record Recorded(Prediction prediction, String where) {}

  private final Map<Key, Recorded> unseen = new HashMap<>();
  private final Differences differences;
  private long compared;
  private long otherBits;
  private final List<TaskSpec> tasks;
  private double farthest;

  /**
   * @param tasks that the scores answer
   */
  RecordedPredictions(
      RecordingFolder recording,
      RecordedValues values,
      Differences differences,
      List<TaskSpec> tasks)
      throws IOException {
    this.differences = differences;
    this.tasks = tasks;
    recording.each(TopicRole.PREDICTIONS, record -> add(record, values));
  }

  private void add(RecordedRecord record, RecordedValues values) {
    String where = "predictions-" + record.getPartition() + " offset " + record.getOffset();
    Prediction p =
        values
            .read(record, Prediction.class)
            .orElseThrow(() -> new IllegalArgumentException(where + " is no prediction"));
    if (unseen.put(key(p), new Recorded(p, where)) != null) {
      differences.add(where, "the same revision of a window twice", "once");
    }
  }

  private static Key key(Prediction p) {
    return new Key(p.getSubject(), p.getWindowId(), p.getRevision());
  }

  /** Compares a prediction of the replay. */
  synchronized void compare(Prediction replayed) {
    Recorded recorded = unseen.remove(key(replayed));
    if (recorded == null) {
      differences.add(
          "a " + replayed.getCause() + " revision " + replayed.getRevision(), "none", "there");
      return;
    }
    compared++;
    Prediction live = recorded.prediction();
    for (Schema.Field field : Prediction.getClassSchema().getFields()) {
      Object was = live.get(field.pos());
      Object is = replayed.get(field.pos());
      if (!SCORES.contains(field.name()) && !Objects.equals(was, is)) {
        differences.add(recorded.where() + " " + field.name(), was, is);
      }
    }
    compareScores(recorded, replayed);
  }

  private void compareScores(Recorded recorded, Prediction replayed) {
    List<TaskScores> live = recorded.prediction().getScores();
    if ((live == null) != (replayed.getScores() == null)) {
      differences.add(
          recorded.where() + " scores",
          live == null ? "none" : "there",
          live == null ? "there" : "none");
      return;
    }
    boolean other = !Objects.equals(live, replayed.getScores());
    otherBits += other ? 1 : 0;
    if (other) {
      farthest = Math.max(farthest, ScoreDistance.of(live, replayed.getScores(), tasks));
    }
  }

  /** Recorded predictions that the replay did not make, of a log that reaches to the end. */
  synchronized void missing() {
    unseen.values().forEach(r -> differences.add(r.where(), "there", "none"));
  }

  /** Recorded predictions that were not compared. */
  synchronized long left() {
    return unseen.size();
  }

  synchronized long compared() {
    return compared;
  }

  /** Predictions whose scores are not the same to the bit. */
  synchronized long otherBits() {
    return otherBits;
  }

  /** Greatest difference of a score, as a share of its task's range. */
  synchronized double farthest() {
    return farthest;
  }
}
