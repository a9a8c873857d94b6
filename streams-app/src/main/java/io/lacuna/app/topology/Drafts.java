package io.lacuna.app.topology;

import io.lacuna.app.config.Topics;
import io.lacuna.app.window.Decision;
import io.lacuna.model.modality.PresenceMask;
import io.lacuna.schema.Absence;
import io.lacuna.schema.AbsenceReason;
import io.lacuna.schema.Cause;
import io.lacuna.schema.DecisionClocks;
import io.lacuna.schema.Modality;
import io.lacuna.schema.Prediction;
import io.lacuna.schema.SampleRef;
import io.lacuna.schema.state.OpenWindow;
import io.lacuna.schema.state.PendingObservation;
import io.lacuna.schema.state.Slot;
import io.lacuna.schema.state.SlotState;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/** Turns a decision to emit into a prediction that lacks only what the model adds. */
final class Drafts {
  private Drafts() {}

  static PendingObservation of(
      Decision.Emit emit, Topics topics, Set<Modality> expected, long timestampMs) {
    OpenWindow w = emit.window();
    PresenceMask presence = PresenceMask.NONE;
    List<Absence> absences = new ArrayList<>();
    List<SampleRef> inputs = new ArrayList<>();
    for (Modality m : Modality.values()) {
      Slot slot = w.getSlots().get(m.ordinal());
      if (slot.getState() == SlotState.PRESENT) {
        presence = presence.with(m);
        inputs.add(ref(m, slot, topics));
      } else if (expected.contains(m)) {
        // without a reason: expected only since a restart with another configuration
        AbsenceReason reason = slot.getReason();
        absences.add(new Absence(m, reason == null ? AbsenceReason.UNKNOWN : reason));
      }
    }
    Prediction draft =
        Prediction.newBuilder()
            .setSubject(emit.subject())
            .setPipeline(topics.pipeline())
            .setWindowId(w.getWindowId())
            .setWindowStart(Instant.ofEpochMilli(w.getStart()))
            .setWindowEnd(Instant.ofEpochMilli(w.getEnd()))
            .setSite(w.getSite())
            .setRevision(emit.revision())
            .setIsFinal(emit.isFinal())
            .setCause(emit.cause())
            .setPresence(presence.bits())
            .setPresenceLetters(presence.toString())
            .setAbsences(absences)
            .setScores(null)
            .setModelDigest("")
            .setAdapter("")
            .setAdapterDigest("")
            .setInputs(inputs)
            .setDecision(clocks(emit))
            .build();
    boolean repeat = emit.cause() == Cause.RETENTION;
    return new PendingObservation(draft, w.getAdapter(), repeat, timestampMs);
  }

  private static SampleRef ref(Modality m, Slot slot, Topics topics) {
    ByteBuffer sha256 = slot.getSha256();
    return new SampleRef(
        m,
        topics.input(m),
        slot.getPartition(),
        slot.getOffset(),
        Instant.ofEpochMilli(slot.getEventTime()),
        HexFormat.of()
            .formatHex(sha256.array(), sha256.arrayOffset() + sha256.position(), sha256.limit()));
  }

  private static DecisionClocks clocks(Decision.Emit emit) {
    return new DecisionClocks(
        Instant.ofEpochMilli(emit.window().getFirstEventTime()),
        Instant.ofEpochMilli(emit.deadlineMs()),
        Arrays.stream(emit.partitionTimes()).boxed().toList());
  }
}
