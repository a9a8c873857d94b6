package io.lacuna.app.topology;

import io.lacuna.schema.Modality;
import io.lacuna.schema.OutcomeRun;
import io.lacuna.schema.Progress;
import io.lacuna.schema.ReadRun;
import io.lacuna.schema.state.TaskLedger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * What a task did and has not written to the decisions log yet: in which order it read, and what
 * each emission was scored with. Part of the ledger, so that it commits with what was done; run
 * lengths, so that it stays short.
 */
public final class ProgressLog {
  /** Runs after which they are written. */
  private static final int FULL = 32;

  private final TaskLedger ledger;

  /** Whether the last run may be lengthened: it opened no window. */
  private boolean continues;

  ProgressLog(TaskLedger ledger) {
    this.ledger = ledger;
  }

  /**
   * A record was read.
   *
   * @param opened whether it opened a window, which keeps the instant for ever
   * @param wallMs wall clock, UTC ms
   */
  void read(Modality modality, boolean opened, long wallMs) {
    List<ReadRun> reads = open().getReads();
    ReadRun last = reads.isEmpty() ? null : reads.get(reads.size() - 1);
    Instant wall = Instant.ofEpochMilli(wallMs);
    if (continues && last != null && last.getModality() == modality) {
      last.setCount(last.getCount() + 1);
      last.setWallTime(wall);
    } else {
      reads.add(new ReadRun(modality, 1, wall));
    }
    continues = !opened;
  }

  /**
   * An emission was scored.
   *
   * @param batch the batch it was in
   * @param failure reason word, or null
   */
  public void scored(String adapter, long batch, String failure) {
    List<OutcomeRun> outcomes = open().getOutcomes();
    OutcomeRun last = outcomes.isEmpty() ? null : outcomes.get(outcomes.size() - 1);
    if (last != null
        && last.getBatch() == batch
        && last.getAdapterDigest().equals(adapter)
        && Objects.equals(last.getFailure(), failure)) {
      last.setCount(last.getCount() + 1);
    } else {
      outcomes.add(new OutcomeRun(adapter, batch, failure, 1));
    }
  }

  private Progress open() {
    if (ledger.getProgress() == null) {
      ledger.setProgress(new Progress(new ArrayList<>(), new ArrayList<>()));
    }
    return ledger.getProgress();
  }

  boolean isEmpty() {
    return ledger.getProgress() == null;
  }

  boolean isFull() {
    Progress progress = ledger.getProgress();
    return progress != null && progress.getReads().size() + progress.getOutcomes().size() >= FULL;
  }

  /** Hands over what is to be written now; the log is empty then. */
  Progress take() {
    Progress progress = ledger.getProgress();
    ledger.setProgress(null);
    continues = false;
    return progress;
  }
}
