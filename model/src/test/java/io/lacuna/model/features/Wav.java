package io.lacuna.model.features;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.function.IntToDoubleFunction;
import javax.sound.sampled.AudioFileFormat;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioFormat.Encoding;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;

/** Makes WAV files. */
final class Wav {
  private Wav() {}

  static byte[] pcm16(int rate, int channels, int frames, IntToDoubleFunction signal)
      throws IOException {
    byte[] bytes = new byte[frames * channels * 2];
    for (int i = 0; i < frames * channels; i++) {
      short v = (short) Math.round(32767 * signal.applyAsDouble(i / channels));
      bytes[2 * i] = (byte) v;
      bytes[2 * i + 1] = (byte) (v >> 8);
    }
    return file(bytes, new AudioFormat(rate, 16, channels, true, false));
  }

  static byte[] companded(Encoding encoding, byte[] pcm16) throws Exception {
    AudioInputStream in = AudioSystem.getAudioInputStream(new ByteArrayInputStream(pcm16));
    AudioInputStream converted = AudioSystem.getAudioInputStream(encoding, in);
    return file(converted.readAllBytes(), converted.getFormat());
  }

  static byte[] file(byte[] data, AudioFormat format) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    AudioInputStream in =
        new AudioInputStream(
            new ByteArrayInputStream(data), format, data.length / format.getFrameSize());
    AudioSystem.write(in, AudioFileFormat.Type.WAVE, out);
    return out.toByteArray();
  }

  static IntToDoubleFunction tone(double hertz, int rate) {
    return i -> 0.5 * Math.sin(2 * Math.PI * hertz * i / rate);
  }
}
