package io.lacuna.model.features;

import static io.lacuna.model.modality.RejectReason.EMPTY_AUDIO;
import static io.lacuna.model.modality.RejectReason.NOT_FINITE;
import static io.lacuna.model.modality.RejectReason.UNDECODABLE_AUDIO;

import io.lacuna.model.modality.PayloadException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioFormat.Encoding;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.UnsupportedAudioFileException;

/**
 * Decodes WAV (PCM of 8 to 32 bits, float, µ-law, A-law) and FLAC to mono samples in [−1, 1) at a
 * wanted rate.
 */
final class AudioDecoder {
  private AudioDecoder() {}

  /**
   * @param sampleRate of the result, Hz
   * @param maxSamples the result is cut to this length
   */
  static float[] decode(byte[] audio, int sampleRate, int maxSamples) throws PayloadException {
    float[] samples;
    try (AudioInputStream in = open(audio)) {
      checkFormat(in.getFormat());
      float rate = in.getFormat().getSampleRate();
      // one second more than is kept, for the filter's tail
      long enough = (long) Math.ceil(maxSamples * (double) rate / sampleRate + rate);
      samples = mono(in, enough);
      if (samples.length > 0 && rate != sampleRate) {
        samples = new Resampler(Math.round(rate), sampleRate).resample(samples);
      }
    } catch (IOException | UnsupportedAudioFileException | RuntimeException e) {
      throw new PayloadException(
          UNDECODABLE_AUDIO,
          "not a readable WAV or FLAC of "
              + audio.length
              + " bytes ("
              + e.getClass().getSimpleName()
              + "); allowed are FLAC, and WAV with PCM, float, mu-law and A-law");
    }
    return checked(samples, audio.length, maxSamples);
  }

  private static float[] checked(float[] samples, int bytes, int maxSamples)
      throws PayloadException {
    if (samples.length == 0) {
      throw new PayloadException(EMPTY_AUDIO, "audio of " + bytes + " bytes without a sample");
    }
    for (float s : samples) {
      if (!Float.isFinite(s)) {
        throw new PayloadException(NOT_FINITE, "audio with a sample that is not finite");
      }
    }
    return samples.length <= maxSamples ? samples : Arrays.copyOf(samples, maxSamples);
  }

  /** PCM or float samples of a WAV or FLAC, decoded as they are read. */
  static AudioInputStream open(byte[] audio) throws IOException, UnsupportedAudioFileException {
    return FlacStream.isFlac(audio) ? FlacStream.open(audio) : WavStream.open(audio);
  }

  private static void checkFormat(AudioFormat format) throws IOException {
    float rate = format.getSampleRate();
    int channels = format.getChannels();
    boolean packed = format.getFrameSize() * 8 == channels * format.getSampleSizeInBits();
    if (!(rate >= 1000 && rate <= 768_000) || channels < 1 || channels > 64 || !packed) {
      throw new IOException("format " + format);
    }
  }

  /** The mean over the channels. */
  private static float[] mono(AudioInputStream in, long maxFrames) throws IOException {
    AudioFormat format = in.getFormat();
    int channels = format.getChannels();
    int width = format.getFrameSize() / channels;
    byte[] bytes = read(in, maxFrames);
    ByteOrder order = format.isBigEndian() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(order);
    float[] samples = new float[bytes.length / format.getFrameSize()];
    if (channels == 1 && width == Short.BYTES && !format.getEncoding().equals(Encoding.PCM_FLOAT)) {
      // by far the most common kind, and the rest below asks for its format at every sample
      for (int i = 0; i < samples.length; i++) {
        samples[i] = buffer.getShort(i * Short.BYTES) / 32768f;
      }
      return samples;
    }
    for (int i = 0; i < samples.length; i++) {
      double sum = 0;
      for (int c = 0; c < channels; c++) {
        sum += sample(buffer, (i * channels + c) * width, format);
      }
      samples[i] = (float) (sum / channels);
    }
    return samples;
  }

  /**
   * The stream gives 0 bytes, and not −1, where a frame is cut; its own readNBytes waits forever.
   */
  static byte[] read(AudioInputStream in, long maxFrames) throws IOException {
    int frame = in.getFormat().getFrameSize();
    byte[] block = new byte[Math.max(1, 65_536 / frame) * frame];
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    int count = in.read(block);
    while (count > 0 && bytes.size() < maxFrames * frame) {
      bytes.write(block, 0, count);
      count = in.read(block);
    }
    return bytes.toByteArray();
  }

  private static double sample(ByteBuffer in, int at, AudioFormat format) throws IOException {
    Encoding encoding = format.getEncoding();
    int bits = format.getSampleSizeInBits();
    if (encoding.equals(Encoding.PCM_FLOAT)) {
      return bits == 64 ? in.getDouble(at) : in.getFloat(at);
    }
    boolean littleEndian = in.order() == ByteOrder.LITTLE_ENDIAN;
    return switch (bits) {
      case 8 ->
          (encoding.equals(Encoding.PCM_UNSIGNED) ? (in.get(at) & 0xff) - 128 : in.get(at)) / 128.0;
      case 16 -> in.getShort(at) / 32768.0;
      case 24 ->
          ((in.get(littleEndian ? at + 2 : at) << 16)
                  | (in.get(at + 1) & 0xff) << 8
                  | in.get(littleEndian ? at : at + 2) & 0xff)
              / 8388608.0;
      case 32 -> in.getInt(at) / 2147483648.0;
      default -> throw new IOException(bits + " bits a sample");
    };
  }
}
