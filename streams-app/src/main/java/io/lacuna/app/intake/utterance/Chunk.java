package io.lacuna.app.intake.utterance;

/**
 * A well-formed chunk of call audio.
 *
 * @param sequence number in its channel, at least 0
 * @param offset position of its first audio sample, audio samples from the start of the call
 * @param sampleRate audio samples a second
 * @param eventTimeMs when its first audio sample was spoken, UTC milliseconds
 * @param audio signed 16-bit little-endian, one channel; never empty
 * @param sha256 digest of the audio as it was sent, 32 bytes
 * @param last whether no audio of its channel comes after it
 * @param ends the utterance that ends with it, or null
 * @param logOffset offset of the record in its topic
 */
public record Chunk(
    String callId,
    String channel,
    long sequence,
    long offset,
    int sampleRate,
    long eventTimeMs,
    byte[] audio,
    byte[] sha256,
    boolean last,
    Boundary ends,
    long logOffset) {

  /** Audio samples. */
  int length() {
    return audio.length / Short.BYTES;
  }
}
