package io.lacuna.app.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.lacuna.app.config.Topics;
import io.lacuna.app.window.Decision;
import io.lacuna.schema.Absence;
import io.lacuna.schema.AbsenceReason;
import io.lacuna.schema.Cause;
import io.lacuna.schema.Modality;
import io.lacuna.schema.state.HeldSample;
import io.lacuna.schema.state.OpenWindow;
import io.lacuna.schema.state.PendingObservation;
import io.lacuna.schema.state.Slot;
import io.lacuna.schema.state.SlotState;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Drafts of windows that were opened under another configuration. */
class DraftsTest {
  @Test
  void aModalityThatIsExpectedOnlySinceTheRestartIsStillWaitedFor() {
    List<Slot> slots =
        Stream.of(SlotState.PRESENT, SlotState.PRESENT, SlotState.WAITING)
            .map(s -> Slot.newBuilder().setState(s).setSamples(held(s)).build())
            .toList();
    OpenWindow w =
        OpenWindow.newBuilder()
            .setWindowId("0")
            .setStart(0)
            .setEnd(1)
            .setFirstEventTime(0)
            .setLastEventTime(0)
            .setFirstSeen(0)
            .setHasVerdict(true)
            .setNextRevision(2)
            .setIsFinal(false)
            .setSlots(slots)
            .build();
    PendingObservation draft =
        Drafts.of(
            new Decision.Emit("p", w, 1, false, Cause.LATE, false, null, 0, new long[3]),
            new Topics("lacuna", "patient"),
            List.of(Modality.values()),
            0);

    assertThat(draft.getDraft().getAbsences())
        .containsExactly(new Absence(Modality.AUDIO, AbsenceReason.TEMP_UNKNOWN));
    assertThat(new StateSerde<>(PendingObservation.class).serializer().serialize("", draft))
        .isNotEmpty();
  }

  private static List<HeldSample> held(SlotState state) {
    return state == SlotState.PRESENT
        ? List.of(new HeldSample(0, 0L, 0L, ByteBuffer.allocate(32), null, true, false))
        : List.of();
  }
}
