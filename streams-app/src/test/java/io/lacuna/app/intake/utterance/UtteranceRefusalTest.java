package io.lacuna.app.intake.utterance;

import static io.lacuna.app.harness.CallSound.RATE;
import static io.lacuna.app.harness.CallSound.T0;
import static io.lacuna.app.intake.utterance.CallScript.CALL;
import static io.lacuna.app.intake.utterance.CallScript.sha256;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lacuna.app.harness.CallSound;
import io.lacuna.model.modality.RejectReason;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Chunks and boundaries that cannot be, each with its reason; the call goes on as if without. */
class UtteranceRefusalTest {
  private final CallScript call = new CallScript();

  @AfterEach
  void theCallGoesOnAndEverythingIsAccountedFor() {
    call.chunk("other", 0);
    assertThat(call.boundary("other", "fine", 0, 200))
        .singleElement()
        .isInstanceOf(CallDecision.Assembled.class);
    assertThat(Ledger.imbalance(call.ledger.state())).as("%s", call.ledger.state()).isZero();
  }

  private static void assertRefused(List<CallDecision> decisions, RejectReason reason) {
    assertThat(decisions).containsExactly(new CallDecision.Refused(reason));
  }

  private static Chunk chunk(long sequence, long offset, int rate, int length, boolean last) {
    byte[] audio = new byte[length * Short.BYTES];
    return new Chunk(
        CALL, "agent", sequence, offset, rate, T0, audio, sha256(audio), last, null, 0);
  }

  @Test
  void aRepetitionIsKnownAndOtherAudioUnderTheSameNumberIsRefused() {
    call.chunk("agent", 0);
    assertThat(call.chunk("agent", 0)).isEmpty();

    assertRefused(call.give(chunk(0, 0, RATE, 1600, false)), RejectReason.CHUNK_CONFLICT);
    Chunk moved = CallScript.made("agent", 0);
    assertRefused(
        call.give(
            new Chunk(
                CALL, "agent", 0, 1600, RATE, T0, moved.audio(), moved.sha256(), false, null, 0)),
        RejectReason.CHUNK_CONFLICT);
    assertThat(call.ledger.state().getDuplicate()).isEqualTo(1);
  }

  @Test
  void overlapsAndWrongOrderAreRefused() {
    call.chunk("agent", 5);

    assertRefused(call.give(chunk(4, 6401, RATE, 1600, false)), RejectReason.CHUNK_MISPLACED);
    assertRefused(call.give(chunk(6, 9599, RATE, 1600, false)), RejectReason.CHUNK_MISPLACED);
    assertRefused(call.give(chunk(6, 0, RATE, 1600, false)), RejectReason.CHUNK_MISPLACED);
    assertRefused(call.give(chunk(4, 9600, RATE, 1600, false)), RejectReason.CHUNK_MISPLACED);
    assertRefused(call.give(chunk(-1, 0, RATE, 1600, false)), RejectReason.CHUNK_MISPLACED);
    assertRefused(call.give(chunk(4, -1, RATE, 1600, false)), RejectReason.CHUNK_MISPLACED);
    assertRefused(
        call.give(chunk(9, (1L << 40) + 1, RATE, 1600, false)), RejectReason.CHUNK_MISPLACED);
    assertThat(call.give(chunk(6, 9600, RATE, 1600, false))).isEmpty();
  }

  @Test
  void nothingComesAfterTheEnd() {
    call.chunk("agent", 2);
    assertRefused(call.give(chunk(1, 0, RATE, 1600, true)), RejectReason.CHUNK_MISPLACED);
    assertThat(call.give(chunk(3, 4800, RATE, 1600, true))).isEmpty();
    assertRefused(call.give(chunk(4, 6400, RATE, 1600, false)), RejectReason.CHUNK_MISPLACED);
  }

  @Test
  void theRateOfACallStays() {
    call.chunk("agent", 0);
    assertRefused(call.give(chunk(1, 3200, 16_000, 3200, false)), RejectReason.SAMPLE_RATE_CHANGED);
  }

  @Test
  void aCallIsBoundedInChunksAndBytes() {
    call.chunk("other", 1);
    for (long sequence = 0; sequence < 198; sequence++) {
      assertThat(call.give(chunk(sequence, sequence, RATE, 1, false))).isEmpty();
    }
    CallScript bytes = new CallScript();
    assertThat(bytes.give(chunk(0, 0, RATE, 1 << 19, false))).isEmpty();

    assertRefused(bytes.give(chunk(1, 1 << 19, RATE, 1, false)), RejectReason.TOO_MANY_CHUNKS);
    assertThat(call.chunk("other", 2)).isEmpty();
    assertRefused(call.chunk("other", 3), RejectReason.TOO_MANY_CHUNKS);
    makeRoom();
  }

  private void makeRoom() {
    call.wall += 3_600_000;
    assertThat(call.tick()).hasSize(200);
  }

  @Test
  void utterancesOutOfRangeAreRefused() {
    RejectReason reason = RejectReason.UTTERANCE_OUT_OF_RANGE;
    assertRefused(call.boundary("agent", "u", -1, 100), reason);
    assertRefused(call.boundary("agent", "u", 100, 100), reason);
    assertRefused(call.boundary("agent", "u", 100, 99), reason);
    assertRefused(call.boundary("agent", "u", 0, 5001), reason);
    assertRefused(call.boundary("agent", "u", Long.MIN_VALUE, Long.MAX_VALUE), reason);
    assertThat(call.boundary("agent", "u", 0, 5000)).isEmpty();
  }

  @Test
  void anUtteranceIsInOnePlaceOnly() {
    call.boundary("agent", "u", 0, 1000);
    assertThat(call.boundary("agent", "u", 0, 1000)).isEmpty();
    assertThat(call.ledger.state().getBoundaryDuplicate()).isEqualTo(1);

    assertRefused(call.boundary("agent", "u", 0, 1001), RejectReason.UTTERANCE_CONFLICT);
    assertRefused(call.boundary("customer", "u", 0, 1000), RejectReason.UTTERANCE_CONFLICT);
  }

  @Test
  void aCallIsBoundedInUtterances() {
    for (int i = 0; i < 19; i++) {
      call.boundary("agent", "u" + i, i, i + 1);
    }
    call.boundary("other", "fine", 0, 200);
    assertRefused(call.boundary("agent", "u20", 0, 1), RejectReason.TOO_MANY_UTTERANCES);
    assertThat(call.chunk("other", 0)).singleElement().isInstanceOf(CallDecision.Assembled.class);
    // what is over makes room
    call.wall += 3_600_000;
    call.tick();
    call.tick();
  }

  @Test
  void aMarkThatCannotBeIsNamedAndTheChunkStays() {
    CallScript marked = new CallScript(CallSound.policy(true));
    Chunk c = CallScript.made("agent", 0);
    Boundary wrong = new Boundary(CALL, "agent", "u", T0, 200, 200, null, null);

    assertThat(
            marked.give(
                new Chunk(CALL, "agent", 0, 0, RATE, T0, c.audio(), c.sha256(), false, wrong, 0)))
        .containsExactly(new CallDecision.MarkRefused(RejectReason.UTTERANCE_OUT_OF_RANGE));
    assertThat(marked.ledger.state().getWaiting()).isEqualTo(1);
    assertThat(Ledger.imbalance(marked.ledger.state())).isZero();
  }

  @Test
  void aPolicyThatCannotBeIsRefused() {
    assertThatThrownBy(() -> policy(Duration.ZERO, 0.2, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("length");
    assertThatThrownBy(() -> policy(Duration.ofSeconds(1), Double.NaN, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[0, 1]");
    assertThatThrownBy(() -> policy(Duration.ofSeconds(1), 0.2, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("bounds");
  }

  private static CallPolicy policy(Duration maxLength, double maxMissing, int maxChunks) {
    return new CallPolicy(
        false, maxLength, Duration.ZERO, Duration.ZERO, maxMissing, maxChunks, 1, 1, 1);
  }
}
