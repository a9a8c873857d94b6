package io.lacuna.app.intake.utterance;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.sound.sampled.AudioFileFormat;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;

/** WAV files of one channel of 16 bit. */
final class Wav {
  static final int HEADER_BYTES = 44;

  private Wav() {}

  /**
   * @param audio signed 16-bit little-endian, one channel
   * @param sampleRate Hz
   */
  static byte[] of(byte[] audio, int sampleRate) {
    AudioFormat format = new AudioFormat(sampleRate, Short.SIZE, 1, true, false);
    ByteArrayOutputStream out = new ByteArrayOutputStream(audio.length + HEADER_BYTES);
    try (AudioInputStream in =
        new AudioInputStream(new ByteArrayInputStream(audio), format, audio.length / Short.BYTES)) {
      AudioSystem.write(in, AudioFileFormat.Type.WAVE, out);
    } catch (IOException e) {
      throw new UncheckedIOException("arrays neither read nor write wrongly", e);
    }
    return out.toByteArray();
  }
}
