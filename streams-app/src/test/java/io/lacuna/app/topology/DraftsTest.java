package io.lacuna.app.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.lacuna.app.config.Topics;
import io.lacuna.app.window.Decision;
import io.lacuna.schema.Absence;
import io.lacuna.schema.AbsenceReason;
import io.lacuna.schema.Cause;
import io.lacuna.schema.Modality;
import io.lacuna.schema.state.OpenWindow;
import io.lacuna.schema.state.PendingObservation;
import io.lacuna.schema.state.Slot;
import io.lacuna.schema.state.SlotState;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Drafts of windows that were opened under another configuration. */
class DraftsTest {
  @Test
  void aModalityThatIsExpectedOnlySinceTheRestartIsUnknown() {
    List<Slot> slots =
        Stream.of(SlotState.PRESENT, SlotState.PRESENT, SlotState.WAITING)
            .map(
                s ->
                    Slot.newBuilder()
                        .setState(s)
                        .setSha256(java.nio.ByteBuffer.allocate(32))
                        .build())
            .toList();
    OpenWindow w =
        OpenWindow.newBuilder()
            .setWindowId("0")
            .setStart(0)
            .setEnd(1)
            .setFirstEventTime(0)
            .setFirstSeen(0)
            .setNextRevision(2)
            .setIsFinal(false)
            .setSlots(slots)
            .build();
    PendingObservation draft =
        Drafts.of(
            new Decision.Emit("p", w, 1, false, Cause.LATE, 0, new long[3]),
            new Topics("lacuna", "patient"),
            EnumSet.allOf(Modality.class),
            0);

    assertThat(draft.getDraft().getAbsences())
        .containsExactly(new Absence(Modality.AUDIO, AbsenceReason.UNKNOWN));
    assertThat(new StateSerde<>(PendingObservation.class).serializer().serialize("", draft))
        .isNotEmpty();
  }
}
