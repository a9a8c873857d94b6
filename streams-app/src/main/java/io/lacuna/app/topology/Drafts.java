package io.lacuna.app.topology;

import io.lacuna.app.config.Topics;
import io.lacuna.app.window.Decision;
import io.lacuna.model.modality.PresenceMask;
import io.lacuna.schema.Absence;
import io.lacuna.schema.AbsenceReason;
import io.lacuna.schema.DecisionClocks;
import io.lacuna.schema.Modality;
import io.lacuna.schema.Prediction;
import io.lacuna.schema.SampleRef;
import io.lacuna.schema.state.HeldSample;
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

/** Turns a decision to emit into a prediction that lacks only what the model adds. */
final class Drafts {
  private Drafts() {}

  static PendingObservation of(
      Decision.Emit emit, Topics topics, List<Modality> expected, long timestampMs) {
    OpenWindow w = emit.window();
    PresenceMask presence = PresenceMask.NONE;
    List<Absence> absences = new ArrayList<>();
    List<SampleRef> inputs = new ArrayList<>();
    List<SampleRef> broken = new ArrayList<>();
    for (Modality m : Modality.values()) {
      Slot slot = w.getSlots().get(m.ordinal());
      for (HeldSample sample : slot.getSamples()) {
        (sample.getBroken() ? broken : inputs).add(ref(m, sample, topics));
      }
      if (slot.getState() == SlotState.PRESENT) {
        presence = presence.with(m);
      } else if (expected.contains(m)) {
        absences.add(new Absence(m, reason(slot)));
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
            .setBrokenInputs(broken)
            .setMergedInto(emit.mergedInto())
            .setDecision(clocks(emit))
            .build();
    return new PendingObservation(draft, w.getAdapter(), emit.repeat(), timestampMs);
  }

  /** What is still waited for is not known yet; what nobody said anything of is unknown. */
  private static AbsenceReason reason(Slot slot) {
    if (slot.getReason() != null) {
      return slot.getReason();
    }
    boolean awaited = slot.getState() == SlotState.WAITING || slot.getState() == SlotState.OVERDUE;
    return awaited ? AbsenceReason.TEMP_UNKNOWN : AbsenceReason.UNKNOWN;
  }

  private static SampleRef ref(Modality m, HeldSample sample, Topics topics) {
    ByteBuffer sha256 = sample.getSha256();
    return new SampleRef(
        m,
        topics.input(m),
        sample.getPartition(),
        sample.getOffset(),
        Instant.ofEpochMilli(sample.getEventTime()),
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
