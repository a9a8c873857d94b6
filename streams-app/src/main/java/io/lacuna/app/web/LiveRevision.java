package io.lacuna.app.web;

import io.lacuna.app.web.LivePrediction.Evidence;
import io.lacuna.schema.Prediction;
import io.lacuna.schema.SampleRef;
import io.lacuna.schema.TaskScores;
import io.lacuna.schema.TaskSet;
import java.util.List;
import java.util.stream.Stream;

/**
 * One revision of a window, with what the drawer tells about it beyond its row.
 *
 * @param status provisional, corrected or final
 * @param site name for the sender's site, null when no sample named one
 * @param tasks one entry per task, all labels; empty when the model failed
 * @param inputs what was used, by event time
 * @param deadline latest deadline of the expected modalities, event time, UTC ms
 * @param received wall clock at receipt, UTC ms
 */
record LiveRevision(
    int revision,
    String status,
    String cause,
    String presence,
    String site,
    List<Evidence> modalities,
    List<Task> tasks,
    Float confidence,
    String confidenceWord,
    boolean calibrated,
    boolean abstained,
    String failure,
    List<Input> inputs,
    String adapter,
    String adapterDigest,
    String modelDigest,
    long deadline,
    long received) {

  /** All that a head said, and the conformal set where the adapter has a bound. */
  record Task(String task, String kind, List<String> labels, List<Float> values, Bound bound) {}

  /** What holds the truth at this level, on average; labels or an interval. */
  record Bound(double level, List<String> labels, Float low, Float high) {}

  /** A sample: where it stands in the log, never what it holds. */
  record Input(
      String modality, long eventTime, String topic, int partition, long offset, boolean broken) {}

  static LiveRevision of(Prediction p, LivePrediction row, String site) {
    return new LiveRevision(
        row.revision(),
        row.status(),
        row.cause(),
        row.presence(),
        site,
        row.modalities(),
        p.getScores() == null
            ? List.of()
            : p.getScores().stream().map(t -> task(t, p.getSets())).toList(),
        row.confidence(),
        row.confidenceWord(),
        row.calibrated(),
        row.abstained(),
        row.failure(),
        inputs(p),
        row.adapter(),
        p.getAdapterDigest(),
        p.getModelDigest(),
        p.getDecision().getDeadline().toEpochMilli(),
        row.received());
  }

  private static Task task(TaskScores t, List<TaskSet> sets) {
    Bound bound =
        sets.stream()
            .filter(s -> s.getTask().equals(t.getTask()))
            .findFirst()
            .map(s -> new Bound(s.getLevel(), s.getLabels(), s.getLow(), s.getHigh()))
            .orElse(null);
    return new Task(
        t.getTask(), LivePrediction.word(t.getKind()), t.getLabels(), t.getValues(), bound);
  }

  private static List<Input> inputs(Prediction p) {
    return Stream.concat(
            p.getInputs().stream().map(s -> input(s, false)),
            p.getBrokenInputs().stream().map(s -> input(s, true)))
        .sorted((a, b) -> Long.compare(a.eventTime(), b.eventTime()))
        .toList();
  }

  private static Input input(SampleRef s, boolean broken) {
    return new Input(
        LivePrediction.word(s.getModality()),
        s.getEventTime().toEpochMilli(),
        s.getTopic(),
        s.getPartition(),
        s.getOffset(),
        broken);
  }
}
