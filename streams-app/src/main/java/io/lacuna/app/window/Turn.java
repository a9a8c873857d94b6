package io.lacuna.app.window;

import io.lacuna.schema.Cause;
import io.lacuna.schema.Modality;
import io.lacuna.schema.state.HeldSample;
import io.lacuna.schema.state.OpenWindow;
import java.util.ArrayList;
import java.util.List;

/** One arrival or tick on its way through the window rule: the ledger it moves, what it decides. */
final class Turn {
  private final WindowPolicy policy;
  private final Ledger ledger;
  private final List<Decision> decisions = new ArrayList<>();

  Turn(WindowPolicy policy, Ledger ledger) {
    this.policy = policy;
    this.ledger = ledger;
  }

  Ledger ledger() {
    return ledger;
  }

  List<Decision> decisions() {
    return decisions;
  }

  void add(Decision decision) {
    decisions.add(decision);
  }

  /** Emits the window's observation, to be scored. */
  void emit(String subject, OpenWindow w, Cause cause, boolean isFinal) {
    for (Modality m : Modality.values()) {
      for (HeldSample s : Slots.sound(Slots.of(w, m))) {
        if (!s.getUsed()) {
          s.setUsed(true);
          ledger.openToUsed(m);
        }
      }
    }
    emit(subject, w, cause, isFinal, false, null);
  }

  /**
   * Emits a verdict or final about samples that were emitted before, so that their scores can be
   * repeated; scored when nothing was emitted before.
   */
  void repeat(String subject, OpenWindow w, Cause cause, boolean isFinal, String mergedInto) {
    if (w.getNextRevision() == 0) {
      emit(subject, w, cause, isFinal);
    } else {
      emit(subject, w, cause, isFinal, true, mergedInto);
    }
  }

  private void emit(
      String subject,
      OpenWindow w,
      Cause cause,
      boolean isFinal,
      boolean repeat,
      String mergedInto) {
    int revision = w.getNextRevision();
    w.setNextRevision(revision + 1);
    w.setHasVerdict(w.getHasVerdict() || cause != Cause.EARLY);
    w.setIsFinal(isFinal);
    if (isFinal) {
      ledger.finished();
    }
    long deadline = 0;
    for (Modality m : policy.expected(w)) {
      deadline = Math.max(deadline, policy.deadline(m, w));
    }
    add(
        new Decision.Emit(
            subject,
            OpenWindow.newBuilder(w).build(),
            revision,
            isFinal,
            cause,
            repeat,
            mergedInto,
            deadline,
            ledger.partitionTimes()));
  }
}
