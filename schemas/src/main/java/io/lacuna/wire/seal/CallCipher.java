package io.lacuna.wire.seal;

import io.lacuna.schema.AudioChunk;
import io.lacuna.schema.Encryption;
import io.lacuna.schema.SealedText;
import io.lacuna.schema.UtteranceBoundary;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * Seals what belongs to a call: the audio of its chunks under the key of the call, since whose
 * utterance it is shows later, and the text of an utterance under the key of that. Thread-safe.
 */
public final class CallCipher {
  /** Before held audio that is sealed. The audio is of 16 bits: without it, its length is even. */
  private static final byte SEALED = 1;

  private static final int ID_BYTES = 16;

  private final SubjectKeys keys;

  public CallCipher(SubjectKeys keys) {
    this.keys = keys;
  }

  /**
   * A copy of the chunk with its audio sealed; a sealed chunk comes back as it is.
   *
   * @throws KeysUnavailableException if there is no key to be had now
   */
  public AudioChunk seal(AudioChunk chunk) {
    if (chunk.getEncryption() != null) {
      return chunk;
    }
    DataKey key = keys.keyFor(chunk.getCallId());
    byte[] audio = key.seal(bytes(chunk.getAudio()), Binding.of(chunk));
    return AudioChunk.newBuilder(chunk)
        .setAudio(ByteBuffer.wrap(audio))
        .setEncryption(new Encryption(key.id()))
        .build();
  }

  /**
   * The audio of a chunk as it was before it was sealed.
   *
   * @throws SealException if it cannot be opened, now or ever
   * @throws KeysUnavailableException if no key can be had now
   */
  public byte[] open(AudioChunk chunk) throws SealException {
    byte[] audio = bytes(chunk.getAudio());
    return chunk.getEncryption() == null
        ? audio
        : key(chunk.getEncryption().getKeyId()).open(audio, Binding.of(chunk));
  }

  /** A copy of the boundary with its text sealed; one without a text comes back as it is. */
  public UtteranceBoundary seal(UtteranceBoundary boundary) {
    if (boundary.getText() == null) {
      return boundary;
    }
    DataKey key = keys.keyFor(boundary.getUtteranceId());
    byte[] text = boundary.getText().getBytes(StandardCharsets.UTF_8);
    byte[] sealed = key.seal(text, Binding.of(boundary));
    return UtteranceBoundary.newBuilder(boundary)
        .setText(null)
        .setSealedText(new SealedText(key.id(), ByteBuffer.wrap(sealed)))
        .build();
  }

  /**
   * The text of a boundary as it was before it was sealed, or null if it has none.
   *
   * @throws SealException if it cannot be opened, now or ever
   */
  public String text(UtteranceBoundary boundary) throws SealException {
    SealedText sealed = boundary.getSealedText();
    if (sealed == null) {
      return boundary.getText();
    }
    byte[] text = key(sealed.getKeyId()).open(bytes(sealed.getBytes()), Binding.of(boundary));
    return new String(text, StandardCharsets.UTF_8);
  }

  /**
   * Audio that waits for its utterance, for a store.
   *
   * @param audio signed 16 bit, one channel
   */
  public byte[] sealHeld(String call, String channel, long sequence, byte[] audio) {
    DataKey key = keys.keyFor(call);
    byte[] sealed = key.seal(audio, Binding.ofHeldAudio(call, channel, sequence));
    return ByteBuffer.allocate(1 + ID_BYTES + sealed.length)
        .put(SEALED)
        .put(HexFormat.of().parseHex(key.id()))
        .put(sealed)
        .array();
  }

  /** Whether audio from a store is sealed. */
  public static boolean isSealed(byte[] held) {
    return held.length % Short.BYTES != 0;
  }

  /**
   * The audio as it was given to {@link #sealHeld}; what was stored in the clear, as it is.
   *
   * @throws SealException if it cannot be opened, now or ever
   */
  public byte[] openHeld(String call, String channel, long sequence, byte[] held)
      throws SealException {
    if (!isSealed(held)) {
      return held;
    }
    ByteBuffer in = ByteBuffer.wrap(held, 1, held.length - 1);
    byte[] id = new byte[ID_BYTES];
    in.get(id);
    return key(HexFormat.of().formatHex(id))
        .open(bytes(in), Binding.ofHeldAudio(call, channel, sequence));
  }

  private DataKey key(String id) throws SealException {
    return keys.find(id).orElseThrow(SealException::keyDeleted);
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }
}
