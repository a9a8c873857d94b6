package io.lacuna.app.window;

import static io.lacuna.schema.Modality.IMAGE;
import static io.lacuna.schema.Modality.TEXT;
import static org.assertj.core.api.Assertions.assertThat;

import io.lacuna.model.modality.RejectReason;
import io.lacuna.schema.AbsenceReason;
import io.lacuna.schema.Modality;
import io.lacuna.schema.Prediction;
import io.lacuna.schema.SampleRef;
import io.lacuna.schema.state.OpenWindow;
import io.lacuna.schema.state.SlotState;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A payload that turned out broken is said once, and takes its sample out of the window. */
class PayloadErrorsTest {
  private static final SampleRef FIRST = ref(TEXT, 0);
  private static final RejectReason WHY = RejectReason.INVALID_UTF8;

  private final Core core =
      new Core(
          Core.policy(
              WindowPolicy.Kind.TUMBLING,
              EmitMode.ON_COMPLETE,
              Map.of(TEXT, SampleChoice.parse("all(2)"))));
  private List<OpenWindow> windows;

  @BeforeEach
  void oneText() {
    core.sample(TEXT, 0, 1);
    windows = core.states.get("p");
  }

  @Test
  void theOnlySampleLeavesItsModalityAbsentWithAnError() {
    assertThat(markBroken(FIRST, null)).isTrue();
    assertThat(text().getState()).isEqualTo(SlotState.BROKEN);
    assertThat(text().getReason()).isEqualTo(AbsenceReason.ERROR);
    assertThat(markBroken(FIRST, null)).as("said already").isFalse();
  }

  @Test
  void aForgottenSubjectsModalityIsMasked() {
    PayloadErrors.markBroken(
        PayloadErrors.holder(windows, FIRST), FIRST, RejectReason.KEY_DELETED, null);
    assertThat(text().getState()).isEqualTo(SlotState.BROKEN);
    assertThat(text().getReason()).isEqualTo(AbsenceReason.MASKED);
  }

  @Test
  void oneOfTwoLeavesTheOther() {
    core.sample(TEXT, 1, 2);
    windows = core.states.get("p");
    assertThat(markBroken(FIRST, null)).isTrue();
    assertThat(text().getState()).isEqualTo(SlotState.PRESENT);
    assertThat(Slots.sound(text())).extracting(s -> s.getOffset()).containsExactly(1L);
  }

  @Test
  void whatNoWindowHoldsIsSaidUnlessTheResultBeforeSaidIt() {
    SampleRef gone = ref(TEXT, 17);
    assertThat(markBroken(gone, null)).isTrue();
    assertThat(PayloadErrors.markBroken(Optional.empty(), gone, WHY, null)).isTrue();
    assertThat(markBroken(gone, result(List.of()))).isTrue();
    assertThat(markBroken(gone, result(List.of(gone)))).isFalse();
    assertThat(PayloadErrors.markBroken(Optional.empty(), gone, WHY, result(List.of(gone))))
        .isFalse();
    assertThat(text().getState()).isEqualTo(SlotState.PRESENT);
  }

  @Test
  void aHeldSampleThatWasSaidBeforeIsTakenOutInSilence() {
    assertThat(markBroken(FIRST, result(List.of(FIRST)))).isFalse();
    assertThat(text().getState()).isEqualTo(SlotState.BROKEN);
  }

  @Test
  void theSameOffsetOfAnotherModalityOrPartitionIsAnotherSample() {
    markBroken(ref(IMAGE, 0), null);
    markBroken(new SampleRef(TEXT, "text", 1, 0L, Instant.EPOCH, "01"), null);
    assertThat(text().getState()).isEqualTo(SlotState.PRESENT);
  }

  @Test
  void windowsAreFoundByTheirId() {
    assertThat(PayloadErrors.find(windows, "0")).isPresent();
    assertThat(PayloadErrors.find(windows, "1")).isEmpty();
    assertThat(PayloadErrors.find(List.of(), "0")).isEmpty();
  }

  private boolean markBroken(SampleRef ref, Prediction previous) {
    return PayloadErrors.markBroken(PayloadErrors.holder(windows, ref), ref, WHY, previous);
  }

  private io.lacuna.schema.state.Slot text() {
    return Slots.of(windows.get(0), TEXT);
  }

  private static SampleRef ref(Modality m, long offset) {
    return new SampleRef(m, "text", 0, offset, Instant.EPOCH, "01");
  }

  private static Prediction result(List<SampleRef> broken) {
    Prediction p = new Prediction();
    p.setBrokenInputs(broken);
    return p;
  }
}
