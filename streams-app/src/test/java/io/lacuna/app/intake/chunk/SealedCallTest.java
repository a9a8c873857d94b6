package io.lacuna.app.intake.chunk;

import static io.lacuna.app.harness.CallSound.audio;
import static io.lacuna.app.intake.chunk.CallHarness.boundary;
import static io.lacuna.app.intake.chunk.CallHarness.header;
import static io.lacuna.app.intake.chunk.CallHarness.made;
import static org.assertj.core.api.Assertions.assertThat;

import io.lacuna.app.harness.MemoryKeys;
import io.lacuna.app.topology.DeadLetters;
import io.lacuna.schema.AbsenceMarker;
import io.lacuna.schema.AbsenceReason;
import io.lacuna.schema.AudioChunk;
import io.lacuna.schema.InlineBytes;
import io.lacuna.schema.Modality;
import io.lacuna.schema.Sample;
import io.lacuna.schema.UtteranceBoundary;
import io.lacuna.wire.seal.CallCipher;
import io.lacuna.wire.seal.SampleCipher;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the intake writes of calls where there are keys, and what becomes of it without them. */
class SealedCallTest {
  private static final int WAV_HEADER = 44;

  @TempDir Path stateDir;
  private final MemoryKeys keys = new MemoryKeys();
  private final SampleCipher samples = new SampleCipher(keys);
  private final CallCipher cipher = new CallCipher(keys);

  private CallHarness open(boolean byMarks) {
    return new CallHarness(stateDir, byMarks, Optional.of(keys));
  }

  private byte[] opened(Sample sample, String subject) throws Exception {
    assertThat(sample.getEncryption().getKeyId()).isEqualTo(keys.id(subject));
    InlineBytes payload = (InlineBytes) samples.open(sample);
    byte[] bytes = new byte[payload.getBytes().remaining()];
    payload.getBytes().duplicate().get(bytes);
    return bytes;
  }

  @Test
  void audioAndTextAreSealedForTheirUtteranceAndChunksForTheirCall() throws Exception {
    try (CallHarness calls = open(false)) {
      calls.send(boundary("call", "agent", "u1", 100, 500).setText("good morning"));
      for (long sequence = 0; sequence < 3; sequence++) {
        calls.send(made("call", "agent", sequence));
      }
      Sample text = calls.samples(Modality.TEXT).get(0).value();
      assertThat(opened(text, "u1")).isEqualTo("good morning".getBytes(StandardCharsets.UTF_8));
      byte[] wav = opened(calls.samples(Modality.AUDIO).get(0).value(), "u1");
      assertThat(Arrays.copyOfRange(wav, WAV_HEADER, wav.length))
          .isEqualTo(audio("agent", 100, 500));
      List<byte[]> logged = calls.everLoggedAudio();
      assertThat(logged).hasSize(3);
      for (int i = 0; i < logged.size(); i++) {
        assertThat(CallCipher.isSealed(logged.get(i))).isTrue();
        assertThat(cipher.openHeld("call", "agent", i, logged.get(i)))
            .isEqualTo(audio("agent", i * 200, (i + 1) * 200));
      }
      assertThat(calls.imbalance()).isZero();
    }
  }

  @Test
  void anUtteranceWhoseCallWasForgottenIsMasked() {
    try (CallHarness calls = open(false)) {
      calls.send(made("call", "agent", 0));
      calls.restart();
      keys.forget("call");
      calls.send(made("call", "agent", 1));
      calls.send(boundary("call", "agent", "u1", 100, 400));
      TestRecord<String, Sample> audio = calls.samples(Modality.AUDIO).get(0);
      assertThat(audio.value().getPayload()).isEqualTo(new AbsenceMarker(AbsenceReason.MASKED));
      assertThat(header(audio, UtteranceSamples.PROBLEM)).isEqualTo("KEY_DELETED");
      calls.send(boundary("call", "agent", "u2", 200, 400));
      assertThat(calls.samples(Modality.AUDIO))
          .singleElement()
          .satisfies(r -> assertThat(opened(r.value(), "u2")).hasSizeGreaterThan(WAV_HEADER));
      assertThat(calls.imbalance()).isZero();
    }
  }

  @Test
  void aRepetitionIsKnownAndAConflictIsSealedInItsDeadLetter() throws Exception {
    try (CallHarness calls = open(false)) {
      calls.send(made("call", "agent", 0));
      calls.send(made("call", "agent", 0));
      assertThat(calls.ledger().getDuplicate()).isEqualTo(1);
      byte[] other = audio("customer", 0, 200);
      calls.send(made("call", "agent", 0).setAudio(ByteBuffer.wrap(other)));
      TestRecord<byte[], byte[]> letter = calls.deadLetters().get(0);
      assertThat(header(letter, DeadLetters.REASON)).isEqualTo("CHUNK_CONFLICT");
      assertThat(header(letter, DeadLetters.KIND)).isEqualTo(DeadLetters.RAW);
      AudioChunk held = calls.read(letter.value(), AudioChunk.class);
      assertThat(held.getEncryption().getKeyId()).isEqualTo(keys.id("call"));
      assertThat(cipher.open(held)).isEqualTo(other);
    }
  }

  @Test
  void theTextOfARefusedBoundaryIsSealedInItsDeadLetter() throws Exception {
    try (CallHarness calls = open(false)) {
      calls.send(boundary("call", "agent", "u1", 500, 100).setText("good morning"));
      assertThat(calls.samples(Modality.TEXT)).isEmpty();
      TestRecord<byte[], byte[]> letter = calls.deadLetters().get(0);
      assertThat(header(letter, DeadLetters.REASON)).isEqualTo("UTTERANCE_OUT_OF_RANGE");
      UtteranceBoundary held = calls.read(letter.value(), UtteranceBoundary.class);
      assertThat(held.getText()).isNull();
      assertThat(cipher.text(held)).isEqualTo("good morning");
    }
  }

  @Test
  void chunksAndTextsThatTheirSenderSealedAreOpened() throws Exception {
    try (CallHarness calls = open(false)) {
      calls.send(AudioChunk.newBuilder(cipher.seal(made("call", "agent", 0).build())));
      calls.send(made("call", "agent", 0));
      assertThat(calls.ledger().getDuplicate()).as("the same, sealed and not").isEqualTo(1);
      calls.send(
          UtteranceBoundary.newBuilder(
              cipher.seal(boundary("call", "agent", "u1", 0, 200).setText("hello").build())));
      byte[] wav = opened(calls.samples(Modality.AUDIO).get(0).value(), "u1");
      assertThat(Arrays.copyOfRange(wav, WAV_HEADER, wav.length)).isEqualTo(audio("agent", 0, 200));
      assertThat(opened(calls.samples(Modality.TEXT).get(0).value(), "u1")).hasSize(5);

      AudioChunk forgotten = cipher.seal(made("call-2", "agent", 0).build());
      keys.forget("call-2");
      calls.send(AudioChunk.newBuilder(forgotten));
      assertThat(header(calls.deadLetters().get(0), DeadLetters.REASON)).isEqualTo("KEY_DELETED");
      assertThat(calls.imbalance()).isZero();
    }
  }

  @Test
  void withoutKeysWhatIsSealedIsRefusedByName() {
    try (CallHarness calls = new CallHarness(stateDir, false)) {
      calls.send(AudioChunk.newBuilder(cipher.seal(made("call", "agent", 0).build())));
      calls.send(
          UtteranceBoundary.newBuilder(
              cipher.seal(boundary("call", "agent", "u1", 0, 200).setText("hello").build())));
      assertThat(calls.deadLetters())
          .extracting(l -> header(l, DeadLetters.REASON))
          .containsExactly("NO_KEYS", "NO_KEYS");
      assertThat(calls.imbalance()).isZero();
    }
  }

  @Test
  void aStoreFromBeforeThereWereKeysIsRead() throws Exception {
    try (CallHarness calls = new CallHarness(stateDir, false)) {
      calls.send(made("call", "agent", 0));
      calls.restart(Optional.of(keys));
      calls.send(made("call", "agent", 1));
      calls.send(boundary("call", "agent", "u1", 0, 400));
      byte[] wav = opened(calls.samples(Modality.AUDIO).get(0).value(), "u1");
      assertThat(Arrays.copyOfRange(wav, WAV_HEADER, wav.length)).isEqualTo(audio("agent", 0, 400));
    }
  }
}
