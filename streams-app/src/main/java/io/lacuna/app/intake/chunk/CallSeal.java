package io.lacuna.app.intake.chunk;

import io.lacuna.app.intake.utterance.ChunkKey;
import io.lacuna.model.modality.PayloadException;
import io.lacuna.model.modality.RejectReason;
import io.lacuna.schema.AudioChunk;
import io.lacuna.schema.Sample;
import io.lacuna.schema.UtteranceBoundary;
import io.lacuna.wire.seal.CallCipher;
import io.lacuna.wire.seal.SampleCipher;
import io.lacuna.wire.seal.SealException;
import io.lacuna.wire.seal.SubjectKeys;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Seals what is written of a call, and opens what came sealed. Without keys it seals nothing and
 * refuses what is sealed. Thread-safe.
 *
 * <p>Where keys cannot be had now, every method throws {@link
 * io.lacuna.wire.seal.KeysUnavailableException}: the record is read again later.
 */
public final class CallSeal {
  private final Optional<CallCipher> calls;
  private final Optional<SampleCipher> samples;

  /**
   * @param keys to seal and open with, where there are any
   */
  public CallSeal(Optional<SubjectKeys> keys) {
    this.calls = keys.map(CallCipher::new);
    this.samples = keys.map(SampleCipher::new);
  }

  /** A sealed copy; null where there are no keys, or it is sealed. */
  AudioChunk of(AudioChunk chunk) {
    return calls.map(cipher -> cipher.seal(chunk)).filter(c -> c != chunk).orElse(null);
  }

  /** A sealed copy; null where there are no keys, or nothing is to be sealed. */
  UtteranceBoundary of(UtteranceBoundary boundary) {
    return calls.map(cipher -> cipher.seal(boundary)).filter(b -> b != boundary).orElse(null);
  }

  /** A sample of an utterance as it is sent on. */
  Sample of(Sample sample) {
    return samples.map(cipher -> cipher.seal(sample)).orElse(sample);
  }

  /** The audio of a chunk as it was before it was sealed. */
  byte[] audio(AudioChunk chunk) throws PayloadException {
    if (chunk.getEncryption() == null) {
      return bytes(chunk.getAudio());
    }
    try {
      return cipher().open(chunk);
    } catch (SealException e) {
      throw refused(e);
    }
  }

  /** The text of a boundary, or null. */
  String text(UtteranceBoundary boundary) throws PayloadException {
    if (boundary.getSealedText() == null) {
      return boundary.getText();
    }
    try {
      return cipher().text(boundary);
    } catch (SealException e) {
      throw refused(e);
    }
  }

  /** Audio for the store. */
  byte[] held(ChunkKey key, byte[] audio) {
    return calls
        .map(cipher -> cipher.sealHeld(key.callId(), key.channel(), key.sequence(), audio))
        .orElse(audio);
  }

  /** Audio from the store. */
  byte[] open(ChunkKey key, byte[] held) throws PayloadException {
    if (!CallCipher.isSealed(held)) {
      return held;
    }
    try {
      return cipher().openHeld(key.callId(), key.channel(), key.sequence(), held);
    } catch (SealException e) {
      throw refused(e);
    }
  }

  private CallCipher cipher() throws PayloadException {
    return calls.orElseThrow(
        () -> new PayloadException(RejectReason.NO_KEYS, "it is sealed, and privacy.kek not set"));
  }

  static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }

  private static PayloadException refused(SealException e) {
    return new PayloadException(RejectReason.valueOf(e.reason().name()), e.getMessage());
  }
}
