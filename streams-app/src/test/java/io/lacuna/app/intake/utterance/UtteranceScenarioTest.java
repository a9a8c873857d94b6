package io.lacuna.app.intake.utterance;

import static io.lacuna.app.harness.CallSound.T0;
import static io.lacuna.app.harness.CallSound.audio;
import static io.lacuna.app.intake.utterance.CallScript.audio;
import static org.assertj.core.api.Assertions.assertThat;

import io.lacuna.app.harness.CallSound;
import io.lacuna.model.modality.RejectReason;
import io.lacuna.schema.AbsenceReason;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of the chunks and boundaries of a call, with times spelled out. */
class UtteranceScenarioTest {
  private final CallScript call = new CallScript();

  @AfterEach
  void everythingIsAccountedFor() {
    assertThat(Ledger.imbalance(call.ledger.state())).as("%s", call.ledger.state()).isZero();
  }

  private static CallDecision.Assembled assembled(List<CallDecision> decisions) {
    assertThat(decisions).singleElement().isInstanceOf(CallDecision.Assembled.class);
    return (CallDecision.Assembled) decisions.get(0);
  }

  private static CallDecision.Absent absent(List<CallDecision> decisions) {
    assertThat(decisions).singleElement().isInstanceOf(CallDecision.Absent.class);
    return (CallDecision.Absent) decisions.get(0);
  }

  private void chunks(String channel, long from, long to, Long... lost) {
    for (long sequence = from; sequence < to; sequence++) {
      if (!Arrays.asList(lost).contains(sequence)) {
        assertThat(call.chunk(channel, sequence)).isEmpty();
      }
    }
  }

  @Test
  void twoSpeakersBecomeUtterancesOfTheirOwnChannel() {
    for (long sequence = 0; sequence < 15; sequence++) {
      chunks("agent", sequence, sequence + 1);
      chunks("customer", sequence, sequence + 1);
    }

    CallDecision.Assembled agent = assembled(call.boundary("agent", "u1", 0, 1200));
    CallDecision.Assembled customer = assembled(call.boundary("customer", "u2", 1310, 2490));

    assertThat(audio(agent.wav())).isEqualTo(audio("agent", 0, 1200));
    assertThat(agent.gaps().spans()).isEmpty();
    assertThat(audio(customer.wav())).isEqualTo(audio("customer", 1310, 2490));
    assertThat(customer.utterance().eventTimeMs()).isEqualTo(T0 + 1310);
    assertThat(customer.utterance().site()).isEqualTo("north");
  }

  @Test
  void anUtteranceIsSettledByItsLastChunkWhicheverThatIs() {
    assertThat(call.boundary("agent", "u1", 100, 700)).isEmpty();
    assertThat(call.chunk("agent", 3)).isEmpty();
    assertThat(call.chunk("customer", 1)).isEmpty();
    assertThat(call.chunk("agent", 0)).isEmpty();
    assertThat(call.chunk("agent", 2)).isEmpty();

    CallDecision.Assembled u = assembled(call.chunk("agent", 1));

    assertThat(audio(u.wav())).isEqualTo(audio("agent", 100, 700));
  }

  @Test
  void aMissingChunkBecomesMarkedSilenceWhenThePatienceIsOver() {
    chunks("agent", 0, 10, 2L);
    assertThat(call.boundary("agent", "u1", 0, 1200)).isEmpty();
    chunks("agent", 10, 16);

    // 1200 ms + 2 s of patience
    CallDecision.Assembled u = assembled(call.chunk("agent", 16));

    byte[] expected = audio("agent", 0, 1200);
    Arrays.fill(expected, 400 * 16, 600 * 16, (byte) 0);
    assertThat(audio(u.wav())).isEqualTo(expected);
    assertThat(u.gaps().text()).isEqualTo("400-600");
    assertThat(u.gaps().missingMs()).isEqualTo(200);
    assertThat(u.gaps().share()).isEqualTo(200 / 1200.0);
  }

  @Test
  void withTooMuchMissingTheAudioIsAnError() {
    chunks("agent", 0, 6, 2L, 3L);
    call.boundary("agent", "u1", 0, 1200);

    CallDecision.Absent u = absent(call.chunk("agent", 16));

    assertThat(u.reason()).isEqualTo(AbsenceReason.ERROR);
    assertThat(u.problem()).isEqualTo(RejectReason.TOO_MANY_GAPS);
    assertThat(u.gaps().text()).isEqualTo("400-800");
  }

  @Test
  void withNothingThereTheReasonIsUnknown() {
    call.boundary("agent", "u1", 0, 1200);

    CallDecision.Absent u = absent(call.chunk("customer", 16));

    assertThat(u.reason()).isEqualTo(AbsenceReason.UNKNOWN);
    assertThat(u.problem()).isNull();
    assertThat(u.gaps().missingMs()).isEqualTo(1200);
  }

  @Test
  void whatWouldNotFitARecordIsAnError() {
    CallPolicy p = call.policy;
    CallScript small =
        new CallScript(
            new CallPolicy(
                false, p.maxLength(), p.patience(), p.remember(), 0.25, 9, 99_999, 9, 3243));
    small.chunk("agent", 0);
    small.chunk("agent", 1);

    assertThat(assembled(small.boundary("agent", "u1", 0, 199)).wav()).hasSize(3228);
    assertThat(absent(small.boundary("agent", "u2", 200, 400)).problem())
        .isEqualTo(RejectReason.PAYLOAD_TOO_LARGE);
  }

  @Test
  void onASilentTopicTheWallClockEndsThePatienceOnceAllIsRead() {
    chunks("agent", 0, 3);
    call.boundary("agent", "u1", 0, 800);
    long seen = call.wall;
    call.wall += 60_000;
    assertThat(call.tick(seen + 2800, call.wall)).as("not read to a later end").isEmpty();
    assertThat(call.tick(-1, call.wall)).isEmpty();

    CallDecision.Assembled u = assembled(call.tick(seen + 2801, -1));

    assertThat(u.gaps().text()).isEqualTo("600-800");
  }

  @Test
  void chunksWaitForABoundaryTopicThatLags() {
    chunks("agent", 0, 6);
    chunks("customer", 100, 101);
    assertThat(call.states.audioHeld()).isEqualTo(7);

    assertThat(audio(assembled(call.boundary("agent", "u1", 0, 1200)).wav()))
        .isEqualTo(audio("agent", 0, 1200));
  }

  @Test
  void chunksThatNoUtteranceClaimsAreNamed() {
    chunks("agent", 0, 10);
    assembled(call.boundary("agent", "u1", 0, 1200));
    chunks("customer", 100, 101);

    // chunk 9 ends at 2 s; 5 s of utterance and 2 s of patience
    List<CallDecision> dropped = call.boundary("customer", "u2", 19_000, 19_500);

    assertThat(dropped)
        .allSatisfy(
            d ->
                assertThat(((CallDecision.Dropped) d).reason())
                    .isEqualTo(RejectReason.CHUNK_UNCLAIMED))
        .extracting(d -> ((CallDecision.Dropped) d).chunk().getSequence())
        .containsExactly(6L, 7L, 8L, 9L);
    assertThat(call.ledger.state().getUsed()).isEqualTo(6);
    assertThat(call.states.audioHeld()).as("only the customer's").isEqualTo(1);
  }

  @Test
  void aChunkAfterItsUtteranceIsLate() {
    chunks("agent", 0, 6, 2L);
    call.boundary("agent", "u1", 0, 1200);
    assembled(call.chunk("agent", 16));
    assertThat(call.chunk("agent", 2)).isEmpty();
    call.chunk("customer", 100);

    List<CallDecision> dropped = call.boundary("customer", "u2", 19_000, 19_500);

    assertThat(((CallDecision.Dropped) dropped.get(0)).reason()).isEqualTo(RejectReason.CHUNK_LATE);
    assertThat(call.ledger.state().getLate()).isEqualTo(1);
  }

  @Test
  void utterancesThatMeetInAChunkShareIt() {
    chunks("agent", 0, 10);

    assertThat(audio(assembled(call.boundary("agent", "u1", 0, 900)).wav()))
        .isEqualTo(audio("agent", 0, 900));
    assertThat(audio(assembled(call.boundary("agent", "u2", 880, 1500)).wav()))
        .isEqualTo(audio("agent", 880, 1500));
    assertThat(call.ledger.state().getUsed()).isEqualTo(8);
  }

  @Test
  void afterTheEndOfTheCallNobodyWaits() {
    chunks("agent", 0, 4);
    assertThat(call.boundary("agent", "u1", 200, 1050)).isEmpty();
    assertThat(call.boundary("agent", "u2", 2_000, 2_400)).isEmpty();
    Chunk last = CallScript.made("agent", 4);

    List<CallDecision> decisions =
        call.give(
            new Chunk(
                last.callId(),
                last.channel(),
                4,
                last.offset(),
                last.sampleRate(),
                last.eventTimeMs(),
                last.audio(),
                last.sha256(),
                true,
                null,
                0));

    assertThat(decisions).hasSize(2);
    assertThat(((CallDecision.Assembled) decisions.get(0)).gaps().text()).isEqualTo("800-850");
    assertThat(((CallDecision.Absent) decisions.get(1)).reason()).isEqualTo(AbsenceReason.UNKNOWN);
  }

  @Test
  void aMarkInAChunkEndsAnUtteranceWhereNoBoundariesCome() {
    CallScript marked = new CallScript(CallSound.policy(true));
    marked.chunk("agent", 0);
    marked.chunk("agent", 1);
    Chunk c = CallScript.made("agent", 2);
    Boundary ends = new Boundary(CallScript.CALL, "agent", "u1", T0 + 100, 100, 600, null, null);

    CallDecision.Assembled u =
        assembled(
            marked.give(
                new Chunk(
                    c.callId(),
                    c.channel(),
                    2,
                    c.offset(),
                    c.sampleRate(),
                    c.eventTimeMs(),
                    c.audio(),
                    c.sha256(),
                    false,
                    ends,
                    0)));

    assertThat(audio(u.wav())).isEqualTo(audio("agent", 100, 600));
    assertThat(Ledger.imbalance(marked.ledger.state())).isZero();
  }

  @Test
  void aRestartForgetsNothing() {
    chunks("agent", 0, 5, 3L);
    call.boundary("agent", "u1", 0, 1000);
    call.restart();
    assertThat(call.chunk("agent", 1)).as("a repetition").isEmpty();
    assertThat(call.ledger.state().getDuplicate()).isEqualTo(1);
    call.restart();

    CallDecision.Assembled u = assembled(call.chunk("agent", 3));

    assertThat(audio(u.wav())).isEqualTo(audio("agent", 0, 1000));
  }

  @Test
  void inTheEndNothingIsKept() {
    chunks("agent", 0, 10);
    assembled(call.boundary("agent", "u1", 0, 1200));
    call.wall += 3_600_000;
    call.tick();
    call.tick();

    assertThat(call.states.isEmpty()).isTrue();
  }
}
