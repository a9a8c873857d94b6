package io.lacuna.trainer.corpus;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import javax.sound.sampled.AudioFileFormat;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import javax.sound.sampled.UnsupportedAudioFileException;

/**
 * One channel of sound.
 *
 * @param samples full scale is [-1, 1]; never changed after construction
 * @param rateHz samples per second
 */
record Pcm(float[] samples, int rateHz) {
  private static final int FULL_SCALE = 32767;
  private static final double SILENCE = 0.01;
  private static final int LOBES = 16;

  /** Reads a mono WAV file of 16 bits or mu-law. */
  static Pcm read(byte[] wav) throws IOException {
    try (AudioInputStream file = AudioSystem.getAudioInputStream(new ByteArrayInputStream(wav));
        var in = AudioSystem.getAudioInputStream(AudioFormat.Encoding.PCM_SIGNED, file)) {
      byte[] bytes = in.readAllBytes();
      float[] samples = new float[bytes.length / 2];
      for (int i = 0; i < samples.length; i++) {
        int level = bytes[2 * i] & 255 | bytes[2 * i + 1] << 8;
        samples[i] = (float) level / FULL_SCALE;
      }
      return new Pcm(samples, Math.round(in.getFormat().getSampleRate()));
    } catch (UnsupportedAudioFileException e) {
      throw new IOException("not a WAV file", e);
    }
  }

  double seconds() {
    return (double) samples.length / rateHz;
  }

  /** Band-limited conversion to a lower or equal rate: a Hann-windowed sinc filter. */
  Pcm resample(int toHz) {
    if (toHz > rateHz) {
      throw new IllegalArgumentException("cannot resample from " + rateHz + " up to " + toHz);
    }
    double step = (double) rateHz / toHz;
    int reach = (int) Math.ceil(LOBES * step);
    float[] out = new float[(int) (samples.length / step)];
    for (int i = 0; i < out.length; i++) {
      double centre = i * step;
      int first = Math.max(0, (int) centre - reach + 1);
      int last = Math.min(samples.length - 1, (int) centre + reach);
      double sum = 0;
      for (int j = first; j <= last; j++) {
        sum += samples[j] * kernel((j - centre) / step);
      }
      out[i] = (float) (sum / step);
    }
    return new Pcm(out, toHz);
  }

  private static double kernel(double x) {
    if (Math.abs(x) >= LOBES) {
      return 0;
    }
    double sinc = x == 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
    return sinc * 0.5 * (1 + Math.cos(Math.PI * x / LOBES));
  }

  /** Without the silence at both ends. */
  Pcm trim() {
    double floor = SILENCE * peak();
    int first = 0;
    int end = samples.length;
    while (first < end && Math.abs(samples[first]) <= floor) {
      first++;
    }
    while (end > first && Math.abs(samples[end - 1]) <= floor) {
      end--;
    }
    return new Pcm(Arrays.copyOfRange(samples, first, end), rateHz);
  }

  /** Multiplied by a factor and limited to full scale. */
  Pcm gain(double factor) {
    float[] out = new float[samples.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = (float) Math.max(-1, Math.min(1, factor * samples[i]));
    }
    return new Pcm(out, rateHz);
  }

  /** With white noise added, a given number of decibels below the mean power of this sound. */
  Pcm withNoise(double signalToNoiseDb, Random random) {
    double power = 0;
    for (float s : samples) {
      power += s * s / (double) samples.length;
    }
    double deviation = Math.sqrt(power) * Math.pow(10, -signalToNoiseDb / 20);
    float[] out = new float[samples.length];
    for (int i = 0; i < out.length; i++) {
      double level = samples[i] + deviation * random.nextGaussian();
      out[i] = (float) Math.max(-1, Math.min(1, level));
    }
    return new Pcm(out, rateHz);
  }

  double peak() {
    double peak = 0;
    for (float s : samples) {
      peak = Math.max(peak, Math.abs(s));
    }
    return peak;
  }

  byte[] toWav16() throws IOException {
    return write(stream());
  }

  /** As telephony carries it: 8 bits a sample, mu-law. */
  byte[] toWavMuLaw() throws IOException {
    return write(AudioSystem.getAudioInputStream(AudioFormat.Encoding.ULAW, stream()));
  }

  private AudioInputStream stream() {
    byte[] bytes = new byte[2 * samples.length];
    for (int i = 0; i < samples.length; i++) {
      int level = Math.round(samples[i] * FULL_SCALE);
      bytes[2 * i] = (byte) level;
      bytes[2 * i + 1] = (byte) (level >> 8);
    }
    AudioFormat format = new AudioFormat(rateHz, 16, 1, true, false);
    return new AudioInputStream(new ByteArrayInputStream(bytes), format, samples.length);
  }

  private static byte[] write(AudioInputStream in) throws IOException {
    var out = new ByteArrayOutputStream();
    AudioSystem.write(in, AudioFileFormat.Type.WAVE, out);
    return out.toByteArray();
  }
}
