package io.lacuna.wire.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lacuna.schema.AudioChunk;
import io.lacuna.schema.ChunkEncoding;
import io.lacuna.schema.UtteranceBoundary;
import io.lacuna.wire.TrustedRecords;
import io.lacuna.wire.seal.SealException.Reason;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Chunks under the key of their call, texts under that of their utterance. */
class CallCipherTest {
  private static final byte[] AUDIO = "spoken words, sixteen bits".getBytes(StandardCharsets.UTF_8);

  private final HeldKeys keys = new HeldKeys();
  private final CallCipher cipher = new CallCipher(keys);

  @BeforeAll
  static void trustGeneratedClasses() {
    TrustedRecords.install();
  }

  private static AudioChunk chunk() {
    return AudioChunk.newBuilder()
        .setCallId("call-1")
        .setChannel("agent")
        .setSequence(3)
        .setOffset(4_800)
        .setEventTime(Instant.ofEpochMilli(1_000))
        .setSampleRate(8_000)
        .setEncoding(ChunkEncoding.PCM16)
        .setAudio(ByteBuffer.wrap(AUDIO))
        .build();
  }

  private static UtteranceBoundary boundary(String text) {
    return UtteranceBoundary.newBuilder()
        .setCallId("call-1")
        .setChannel("agent")
        .setUtteranceId("u1")
        .setEventTime(Instant.ofEpochMilli(1_000))
        .setStartMs(0)
        .setEndMs(500)
        .setText(text)
        .build();
  }

  @Test
  void aChunkIsSealedForItsCall() throws Exception {
    AudioChunk sealed = cipher.seal(chunk());
    assertThat(sealed.getAudio()).isNotEqualTo(chunk().getAudio());
    assertThat(cipher.open(sealed)).isEqualTo(AUDIO);
    assertThat(cipher.seal(sealed)).as("sealed twice").isSameAs(sealed);
    assertThat(cipher.seal(chunk())).as("sent twice").isEqualTo(sealed);
    assertThat(cipher.open(chunk())).as("not sealed").isEqualTo(AUDIO);
    keys.forget("call-1");
    refused(() -> cipher.open(sealed), Reason.KEY_DELETED);
  }

  static Stream<Consumer<AudioChunk>> changes() {
    return Stream.of(
        c -> c.setCallId("call-2"),
        c -> c.setChannel("customer"),
        c -> c.setSequence(4),
        c -> c.setEventTime(Instant.ofEpochMilli(1_001)),
        c -> c.setSampleRate(16_000),
        c -> c.setEncoding(ChunkEncoding.MULAW));
  }

  @ParameterizedTest
  @MethodSource("changes")
  void aChunkThatIsPutElsewhereCannotBeOpened(Consumer<AudioChunk> change) {
    AudioChunk sealed = cipher.seal(chunk());
    change.accept(sealed);
    refused(() -> cipher.open(sealed), Reason.CIPHERTEXT_INVALID);
  }

  @Test
  void aTextIsSealedForItsUtterance() throws Exception {
    UtteranceBoundary sealed = cipher.seal(boundary("my card is gone"));
    assertThat(sealed.toString()).doesNotContain("card");
    assertThat(cipher.text(sealed)).isEqualTo("my card is gone");
    assertThat(cipher.seal(sealed)).isSameAs(sealed);
    assertThat(cipher.text(boundary("plain"))).isEqualTo("plain");
    assertThat(cipher.text(cipher.seal(boundary(null)))).isNull();
    keys.keyFor("call-1");
    keys.forget("call-1");
    assertThat(cipher.text(sealed)).as("the call's key is another").isEqualTo("my card is gone");
    keys.forget("u1");
    refused(() -> cipher.text(sealed), Reason.KEY_DELETED);
  }

  @Test
  void audioThatWaitsIsBoundToItsPlace() throws Exception {
    byte[] held = cipher.sealHeld("call-1", "agent", 3, AUDIO);
    assertThat(CallCipher.isSealed(held)).isTrue();
    assertThat(new String(held, StandardCharsets.ISO_8859_1)).doesNotContain("words");
    assertThat(cipher.openHeld("call-1", "agent", 3, held)).isEqualTo(AUDIO);
    refused(() -> cipher.openHeld("call-1", "agent", 4, held), Reason.CIPHERTEXT_INVALID);
    refused(() -> cipher.openHeld("call-1", "customer", 3, held), Reason.CIPHERTEXT_INVALID);
    assertThat(cipher.openHeld("call-1", "agent", 3, AUDIO))
        .as("stored before there were keys")
        .isEqualTo(AUDIO);
    keys.forget("call-1");
    refused(() -> cipher.openHeld("call-1", "agent", 3, held), Reason.KEY_DELETED);
  }

  private static void refused(ThrowingCallable open, Reason reason) {
    assertThatThrownBy(open)
        .isInstanceOfSatisfying(SealException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }
}
