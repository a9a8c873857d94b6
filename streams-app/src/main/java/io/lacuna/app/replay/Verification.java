package io.lacuna.app.replay;

import io.lacuna.app.route.RoutingTable;
import io.lacuna.model.recording.RecordedRange;
import io.lacuna.model.recording.RecordedValues;
import io.lacuna.model.recording.TopicRole;
import io.lacuna.schema.Modality;
import io.lacuna.schema.ReadRun;
import io.lacuna.schema.WindowDecision;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;

/**
 * Replays a recorded live run by its decisions log and compares: all but the scores must be equal
 * to the byte, and how far the scores are apart is measured.
 */
public final class Verification {
  private final Question question;

  /**
   * What came of it.
   *
   * @param read input records that the log accounts for
   * @param unread input records that it does not reach
   * @param compared predictions that both have
   * @param beyond recorded predictions behind the end of the log
   * @param sides late samples and dead letters that the replay made
   * @param otherBits predictions whose scores are not equal to the bit
   * @param farthest greatest difference of a score, as a share of its task's range
   */
  public record Result(
      long read,
      long unread,
      long compared,
      long beyond,
      long sides,
      long otherBits,
      double farthest,
      Differences differences) {

    /** Nothing but scores differs, and those by no more than {@code tolerance}. */
    public boolean holds(double tolerance) {
      return differences.count() == 0 && farthest <= tolerance;
    }
  }

  /** A question without perturbation. */
  public Verification(Question question) {
    this.question = question;
  }

  /**
   * Runs the comparison.
   *
   * @param workDir takes small files while it lasts
   * @param progress takes the number of records read so far
   */
  public Result run(Path workDir, LongConsumer progress) throws IOException {
    requireTopics();
    requireIds();
    Differences differences = new Differences();
    RecordedValues values = question.recording().values();
    RecordedPredictions predictions =
        new RecordedPredictions(
            question.recording(), values, differences, question.model().tasks());
    SideOutputs sides = new SideOutputs(question.recording(), values, differences);
    long read = 0;
    for (int partition : question.recording().partitions()) {
      LiveLog log = LiveLog.read(question.recording(), values, partition);
      requireDecisions(log, partition);
      requireAdapters(log);
      long before = read;
      try (PartitionScoring scoring = new PartitionScoring(question, table(), partition, workDir);
          ScoreStage scores = scoring.stage(predictions::compare);
          RecordedPartition records = new RecordedPartition(question.recording(), partition)) {
        new VerifyTask(question, partition, log, scores, sides, differences)
            .run(
                scoring.cache(),
                (m, wallMs) -> {
                  FedRecord fed = records.next(m, wallMs);
                  scoring.samples().passing(fed);
                  return fed;
                },
                n -> progress.accept(before + n));
        scores.finish();
      }
      read += log.reads().stream().mapToLong(ReadRun::getCount).sum();
      remaining(log, partition, differences);
    }
    long unread = recorded() - read;
    if (unread == 0) {
      predictions.missing();
    }
    sides.finish(unread == 0);
    return new Result(
        read,
        unread,
        predictions.compared(),
        unread == 0 ? 0 : predictions.left(),
        sides.compared(),
        predictions.otherBits(),
        predictions.farthest(),
        differences);
  }

  private RoutingTable table() {
    // every emission is bound by the log; this table is never asked
    return RoutingTable.of(List.of(), Map.of(), question.model().defaultAdapter());
  }

  private void requireTopics() throws IOException {
    for (RecordedRange range : question.recording().manifest().ranges()) {
      TopicRole.of(range.role())
          .modality()
          .map(question.pipeline().topics()::input)
          .filter(name -> !name.equals(range.topic()))
          .ifPresent(
              name -> {
                throw new IllegalArgumentException(
                    "the recorded topic is "
                        + range.topic()
                        + ", the configuration says "
                        + name
                        + "; set topics.prefix");
              });
    }
  }

  /** What one tick decides comes in the order of the subjects, which hashed ids do not keep. */
  private void requireIds() throws IOException {
    if (question.recording().manifest().masked().contains("ids")) {
      throw new IllegalArgumentException(
          question.recording().root() + " has masked ids; a verification needs those of the run");
    }
  }

  private void requireDecisions(LiveLog log, int partition) {
    if (log.reads().isEmpty()) {
      throw new IllegalArgumentException(
          question.recording().root()
              + " has no decisions of partition "
              + partition
              + "; record the decisions topic too, of a live run under exactly_once_v2");
    }
  }

  private void requireAdapters(LiveLog log) {
    for (String digest : log.adapters()) {
      if (!question.model().adapters().contains(digest)) {
        throw new IllegalArgumentException(
            "the live run scored with adapter "
                + digest
                + "; loaded are "
                + question.model().adapters().stream()
                    .map(d -> question.model().adapterId(d) + " " + d)
                    .toList());
      }
    }
  }

  private static void remaining(LiveLog log, int partition, Differences differences) {
    if (!log.steps().isEmpty()) {
      WindowDecision next = log.steps().peek();
      long[] at = next.getPositions().stream().mapToLong(Long::longValue).toArray();
      long behind = 0;
      for (Modality m : Modality.values()) {
        behind = Math.max(behind, at[m.ordinal()]);
      }
      differences.add(
          "task " + partition, log.steps().size() + " more decisions from " + behind, "none");
    }
  }

  private long recorded() throws IOException {
    long records = 0;
    for (RecordedRange range : question.recording().manifest().ranges()) {
      if (TopicRole.of(range.role()).modality().isPresent()) {
        records += range.records();
      }
    }
    return records;
  }
}
