package io.lacuna.app.window;

import static io.lacuna.schema.Modality.IMAGE;
import static io.lacuna.schema.Modality.TEXT;
import static org.assertj.core.api.Assertions.assertThat;

import io.lacuna.schema.AbsenceReason;
import io.lacuna.schema.Modality;
import io.lacuna.schema.Prediction;
import io.lacuna.schema.SampleRef;
import io.lacuna.schema.state.SlotState;
import io.lacuna.schema.state.SubjectWindows;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A payload that turned out broken is said once, and takes its sample out of the window. */
class PayloadErrorsTest {
  private static final SampleRef FIRST = ref(TEXT, 0);

  private final Core core =
      new Core(
          Core.policy(
              WindowPolicy.Kind.TUMBLING,
              EmitMode.ON_COMPLETE,
              Map.of(TEXT, SampleChoice.parse("all(2)"))));
  private SubjectWindows subject;

  @BeforeEach
  void oneText() {
    core.sample(TEXT, 0, 1);
    subject = core.states.get("p");
  }

  @Test
  void theOnlySampleLeavesItsModalityAbsentWithAnError() {
    assertThat(PayloadErrors.markBroken(subject, FIRST, null)).isTrue();
    assertThat(text().getState()).isEqualTo(SlotState.BROKEN);
    assertThat(text().getReason()).isEqualTo(AbsenceReason.ERROR);
    assertThat(PayloadErrors.markBroken(subject, FIRST, null)).as("said already").isFalse();
  }

  @Test
  void oneOfTwoLeavesTheOther() {
    core.sample(TEXT, 1, 2);
    subject = core.states.get("p");
    assertThat(PayloadErrors.markBroken(subject, FIRST, null)).isTrue();
    assertThat(text().getState()).isEqualTo(SlotState.PRESENT);
    assertThat(Slots.sound(text())).extracting(s -> s.getOffset()).containsExactly(1L);
  }

  @Test
  void whatNoWindowHoldsIsSaidUnlessTheResultBeforeSaidIt() {
    SampleRef gone = ref(TEXT, 17);
    assertThat(PayloadErrors.markBroken(subject, gone, null)).isTrue();
    assertThat(PayloadErrors.markBroken(null, gone, null)).isTrue();
    assertThat(PayloadErrors.markBroken(subject, gone, result(List.of()))).isTrue();
    assertThat(PayloadErrors.markBroken(subject, gone, result(List.of(gone)))).isFalse();
    assertThat(PayloadErrors.markBroken(null, gone, result(List.of(gone)))).isFalse();
    assertThat(text().getState()).isEqualTo(SlotState.PRESENT);
  }

  @Test
  void aHeldSampleThatWasSaidBeforeIsTakenOutInSilence() {
    assertThat(PayloadErrors.markBroken(subject, FIRST, result(List.of(FIRST)))).isFalse();
    assertThat(text().getState()).isEqualTo(SlotState.BROKEN);
  }

  @Test
  void theSameOffsetOfAnotherModalityOrPartitionIsAnotherSample() {
    PayloadErrors.markBroken(subject, ref(IMAGE, 0), null);
    PayloadErrors.markBroken(
        subject, new SampleRef(TEXT, "text", 1, 0L, Instant.EPOCH, "01"), null);
    assertThat(text().getState()).isEqualTo(SlotState.PRESENT);
  }

  @Test
  void windowsAreFoundByTheirId() {
    assertThat(PayloadErrors.find(subject, "0")).isPresent();
    assertThat(PayloadErrors.find(subject, "1")).isEmpty();
    assertThat(PayloadErrors.find(null, "0")).isEmpty();
  }

  private io.lacuna.schema.state.Slot text() {
    return Slots.of(subject.getWindows().get(0), TEXT);
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
