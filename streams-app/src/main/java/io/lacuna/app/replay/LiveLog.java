package io.lacuna.app.replay;

import io.lacuna.app.batch.ScoringOutcome.Broken;
import io.lacuna.model.modality.RejectReason;
import io.lacuna.model.recording.RecordedValues;
import io.lacuna.model.recording.RecordingFolder;
import io.lacuna.model.recording.TopicRole;
import io.lacuna.schema.OutcomeRun;
import io.lacuna.schema.PayloadError;
import io.lacuna.schema.Progress;
import io.lacuna.schema.ReadRun;
import io.lacuna.schema.WindowDecision;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the decisions log of a live run says of one task. */
public final class LiveLog {
  private final List<ReadRun> reads = new ArrayList<>();
  private final TreeMap<Long, OutcomeRun> outcomes = new TreeMap<>();
  private final Deque<WindowDecision> steps = new ArrayDeque<>();
  private final Map<Long, List<Broken>> broken = new HashMap<>();

  /** Records read → positions then. */
  private final Map<Long, List<Long>> positions = new HashMap<>();

  private long read;
  private long scored;

  /** The decisions of one task, in order. */
  public static LiveLog of(List<WindowDecision> decisions) {
    LiveLog log = new LiveLog();
    decisions.forEach(log::add);
    return log;
  }

  /**
   * What a recording has of it.
   *
   * @param partition of the task
   */
  static LiveLog read(RecordingFolder recording, RecordedValues values, int partition)
      throws IOException {
    LiveLog log = new LiveLog();
    // keyed by pipeline: the steps of all tasks stand in one partition of the log
    recording.each(
        TopicRole.DECISIONS,
        record ->
            values
                .read(record, WindowDecision.class)
                .filter(d -> d.getPartition() == partition)
                .ifPresent(log::add));
    return log;
  }

  private void add(WindowDecision decision) {
    if (decision.getStep() instanceof Progress progress) {
      for (ReadRun run : progress.getReads()) {
        reads.add(run);
        read += run.getCount();
      }
      positions.put(read, decision.getPositions());
      for (OutcomeRun run : progress.getOutcomes()) {
        outcomes.put(scored, run);
        scored += run.getCount();
      }
    } else {
      steps.add(decision);
      if (decision.getStep() instanceof PayloadError e) {
        broken
            .computeIfAbsent(e.getEmission(), emission -> new ArrayList<>())
            .add(new Broken(e.getRef(), RejectReason.valueOf(e.getReason())));
      }
    }
  }

  /** The task's reading, in order. */
  List<ReadRun> reads() {
    return reads;
  }

  /** Ticks and broken payloads that are still to come, in order. */
  Deque<WindowDecision> steps() {
    return steps;
  }

  /**
   * Holds the positions of a task against those of the live one.
   *
   * @param after so many records
   * @throws IllegalArgumentException if they differ: then the recording does not begin where the
   *     live run did, or lacks something of it
   */
  void requirePositions(long after, long[] task) {
    List<Long> live = positions.get(after);
    if (live != null && !live.equals(Arrays.stream(task).boxed().toList())) {
      throw new IllegalArgumentException(
          "after "
              + after
              + " records the live run stood at "
              + live
              + ", the replay stands at "
              + Arrays.toString(task)
              + "; a verification needs inputs and decisions from the beginning of the application");
    }
  }

  /** What scored an emission; null for one that the log does not reach. */
  OutcomeRun outcome(long number) {
    return number < scored ? outcomes.floorEntry(number).getValue() : null;
  }

  /** The inputs of an emission whose payload could not be used. */
  List<Broken> broken(long number) {
    return broken.getOrDefault(number, List.of());
  }

  /** Digests of the adapters that scored something. */
  List<String> adapters() {
    return outcomes.values().stream()
        .map(OutcomeRun::getAdapterDigest)
        .distinct()
        .sorted()
        .toList();
  }
}
