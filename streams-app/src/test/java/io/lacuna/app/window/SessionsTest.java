package io.lacuna.app.window;

import static io.lacuna.schema.Modality.AUDIO;
import static io.lacuna.schema.Modality.IMAGE;
import static io.lacuna.schema.Modality.TEXT;
import static org.assertj.core.api.Assertions.assertThat;

import io.lacuna.model.modality.RejectReason;
import io.lacuna.schema.AbsenceReason;
import io.lacuna.schema.Cause;
import io.lacuna.schema.SampleRef;
import io.lacuna.schema.state.OpenWindow;
import io.lacuna.schema.state.SlotState;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What becomes of two sessions that a sample joins; gap 100 ms. */
class SessionsTest {
  private final Core core = Core.sessions();

  @Test
  void theMergedSessionSpansBothAndKeepsTheEarlierFirstSeen() {
    core.sample(TEXT, 0, 1);
    core.wall += 50;
    core.sample(IMAGE, 150, 1);
    core.wall += 50;
    core.marker(TEXT, 90, AbsenceReason.TEMP_UNKNOWN);

    OpenWindow w = core.windows().get(0);
    assertThat(core.windows()).hasSize(1);
    assertThat(List.of(w.getStart(), w.getFirstEventTime(), w.getLastEventTime(), w.getEnd()))
        .containsExactly(0L, 0L, 150L, 250L);
    assertThat(w.getFirstSeen()).isEqualTo(1_000_000);
    assertThat(w.getSlots())
        .extracting(s -> s.getState())
        .containsExactly(SlotState.PRESENT, SlotState.PRESENT, SlotState.WAITING);
    assertThat(core.ledger.state().getAbsorbed()).isEqualTo(1);
    assertThat(core.ledger.of(IMAGE).getOpen()).isEqualTo(1);
  }

  @Test
  void theFirstSeenOfTheOneThatEndsCountsToo() {
    core.sample(IMAGE, 150, 1);
    core.wall += 50;
    core.sample(TEXT, 0, 1);
    core.sample(AUDIO, 80, 1);
    // complete, so final: remembered with its clocks
    assertThat(core.windows().get(0).getFirstSeen()).isEqualTo(1_000_000);
    assertThat(core.windows().get(0).getWindowId()).isEqualTo("0");
  }

  @Test
  void exactlyAGapApartDoesNotTouch() {
    core.sample(TEXT, 0, 1);
    core.sample(IMAGE, 100, 1);
    core.sample(IMAGE, -100, 2);
    assertThat(core.windows()).hasSize(3);
    core.sample(AUDIO, 199, 1);
    assertThat(core.windows()).hasSize(3);
    assertThat(core.windows().get(1).getEnd()).isEqualTo(299);
  }

  @Test
  void siteAndKindComeFromWhoeverKnowsThem() {
    core.sample(IMAGE, 0, 1);
    core.arrive(AUDIO, 150, "north", "unheard", new byte[] {1}, null);
    core.marker(AUDIO, 80, AbsenceReason.UNKNOWN);
    assertThat(core.windows().get(0).getSite()).isEqualTo("north");
    assertThat(core.windows().get(0).getSubjectKind()).isEqualTo("unheard");
  }

  @Test
  void siteAndKindOfTheSurvivorStay() {
    core.arrive(IMAGE, 0, "south", "unheard", new byte[] {1}, null);
    core.arrive(AUDIO, 150, "north", "talk", new byte[] {1}, null);
    core.arrive(AUDIO, 80, "west", "talk", null, AbsenceReason.UNKNOWN);
    assertThat(core.windows().get(0).getSite()).isEqualTo("south");
    assertThat(core.windows().get(0).getSubjectKind()).isEqualTo("unheard");
  }

  @Test
  void theEarlierOfTwoSamplesOfAModalityIsHeldAndTheOtherSuperseded() {
    core.sample(TEXT, 0, 1);
    core.sample(TEXT, 150, 2);
    core.marker(AUDIO, 80, AbsenceReason.TEMP_UNKNOWN);
    assertThat(core.slot(0, TEXT).getSamples())
        .extracting(s -> s.getEventTime())
        .containsExactly(0L);
    assertThat(core.ledger.of(TEXT).getSuperseded()).isEqualTo(1);
    assertThat(Ledger.balance(core.ledger.of(TEXT))).isZero();
  }

  @Test
  void aMarkerOfTheOneThatEndsSettlesTheModality() {
    core.sample(TEXT, 0, 1);
    core.marker(AUDIO, 150, AbsenceReason.NOT_PERFORMED);
    List<Decision> decisions = core.sample(IMAGE, 80, 1);
    Decision.Emit emit = (Decision.Emit) decisions.get(0);
    assertThat(emit.cause()).isEqualTo(Cause.COMPLETE);
    assertThat(Slots.of(emit.window(), AUDIO).getState()).isEqualTo(SlotState.ABSENT);
    assertThat(Slots.of(emit.window(), AUDIO).getReason()).isEqualTo(AbsenceReason.NOT_PERFORMED);
  }

  @Test
  void aSampleIsFurtherThanAMarkerWhicheverSessionHasIt() {
    core.sample(TEXT, 0, 1);
    core.marker(TEXT, 150, AbsenceReason.MASKED);
    core.marker(AUDIO, 80, AbsenceReason.TEMP_UNKNOWN);
    assertThat(core.slot(0, TEXT).getState()).isEqualTo(SlotState.PRESENT);
  }

  @Test
  void aBrokenSampleStaysBrokenInTheMergedSession() {
    core.sample(TEXT, 0, 1);
    core.sample(IMAGE, 150, 7);
    breakImage();
    assertThat(core.slot(1, IMAGE).getState()).isEqualTo(SlotState.BROKEN);
    core.marker(TEXT, 80, AbsenceReason.TEMP_UNKNOWN);
    assertThat(core.windows()).hasSize(1);
    assertThat(core.slot(0, IMAGE).getState()).isEqualTo(SlotState.BROKEN);
    assertThat(core.slot(0, IMAGE).getReason()).isEqualTo(AbsenceReason.ERROR);
    assertThat(Slots.isDuplicate(core.slot(0, IMAGE), repeated())).isTrue();
  }

  @Test
  void bothEmittedAndNeitherCompleteTheYoungerEndsAndTheOlderIsCorrected() {
    core.sample(TEXT, 0, 1);
    core.wall += 125;
    core.tick();
    core.sample(IMAGE, 150, 1);
    core.wall += 125;
    core.tick();
    List<Decision> decisions = core.marker(AUDIO, 80, AbsenceReason.NOT_PERMITTED);
    Decision.Emit ended = (Decision.Emit) decisions.get(0);
    Decision.Emit corrected = (Decision.Emit) decisions.get(1);
    assertThat(ended.cause()).isEqualTo(Cause.MERGED);
    assertThat(ended.repeat()).isTrue();
    assertThat(ended.mergedInto()).isEqualTo("0");
    assertThat(corrected.cause()).isEqualTo(Cause.LATE);
    assertThat(corrected.repeat()).isFalse();
    assertThat(corrected.isFinal()).isTrue();
    assertThat(core.ledger.state().getFinished()).isEqualTo(2);
    assertThat(core.ledger.state().getAbsorbed()).isZero();
  }

  private void breakImage() {
    SampleRef ref = new SampleRef(IMAGE, "image", 0, 0L, Instant.EPOCH, "07");
    Optional<OpenWindow> holder = PayloadErrors.holder(core.states.get("p"), ref);
    assertThat(PayloadErrors.markBroken(holder, ref, RejectReason.UNDECODABLE_IMAGE, null))
        .isTrue();
    core.states.put("p", holder.orElseThrow());
  }

  private static Arrival repeated() {
    return new Arrival("p", IMAGE, 0, 9, 150, null, null, null, null, new byte[] {7}, null);
  }
}
