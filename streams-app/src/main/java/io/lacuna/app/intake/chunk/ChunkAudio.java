package io.lacuna.app.intake.chunk;

import static io.lacuna.model.modality.RejectReason.EMPTY_AUDIO;
import static io.lacuna.model.modality.RejectReason.PAYLOAD_TOO_LARGE;
import static io.lacuna.model.modality.RejectReason.UNDECODABLE_AUDIO;
import static io.lacuna.model.modality.RejectReason.UNSUPPORTED_MEDIA_TYPE;

import io.lacuna.model.modality.PayloadException;
import io.lacuna.schema.ChunkEncoding;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import javax.sound.sampled.AudioFileFormat;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioFormat.Encoding;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import javax.sound.sampled.UnsupportedAudioFileException;

/** Brings the audio of a chunk into one form: signed 16 bit, little-endian, one channel. */
final class ChunkAudio {
  private static final int MIN_RATE = 1_000;
  private static final int MAX_RATE = 192_000;

  private ChunkAudio() {}

  /**
   * @param audio as it was sent
   * @param sampleRate that the chunk names, Hz
   * @param maxBytes largest result
   * @throws PayloadException if it cannot be read, is empty or too large, or if a WAV is of another
   *     rate or of more channels
   */
  static byte[] decode(ChunkEncoding encoding, byte[] audio, int sampleRate, long maxBytes)
      throws PayloadException {
    if (sampleRate < MIN_RATE || sampleRate > MAX_RATE) {
      throw new PayloadException(
          UNDECODABLE_AUDIO,
          "sample rate " + sampleRate + " must be in [" + MIN_RATE + ", " + MAX_RATE + "]");
    }
    byte[] decoded =
        switch (encoding) {
          case PCM16 -> audio;
          case MULAW -> companded(Encoding.ULAW, audio, sampleRate);
          case ALAW -> companded(Encoding.ALAW, audio, sampleRate);
          case WAV -> wav(audio, sampleRate);
          case UNKNOWN ->
              throw new PayloadException(
                  UNSUPPORTED_MEDIA_TYPE, "encoding must be PCM16, MULAW, ALAW or WAV");
        };
    if (decoded.length == 0) {
      throw new PayloadException(EMPTY_AUDIO, "chunk without audio");
    }
    if (decoded.length % Short.BYTES != 0) {
      throw new PayloadException(
          UNDECODABLE_AUDIO, decoded.length + " bytes are no whole number of 16-bit samples");
    }
    if (decoded.length > maxBytes) {
      throw new PayloadException(
          PAYLOAD_TOO_LARGE, decoded.length + " bytes of audio; at most " + maxBytes);
    }
    return decoded;
  }

  private static byte[] companded(Encoding encoding, byte[] audio, int sampleRate)
      throws PayloadException {
    AudioFormat format = new AudioFormat(encoding, sampleRate, 8, 1, 1, sampleRate, false);
    return read(new AudioInputStream(new ByteArrayInputStream(audio), format, audio.length));
  }

  private static byte[] wav(byte[] file, int sampleRate) throws PayloadException {
    try {
      ByteArrayInputStream bytes = new ByteArrayInputStream(file);
      if (AudioSystem.getAudioFileFormat(bytes).getType() != AudioFileFormat.Type.WAVE) {
        throw new PayloadException(UNDECODABLE_AUDIO, "not a WAV");
      }
      bytes.reset();
      AudioInputStream in = AudioSystem.getAudioInputStream(bytes);
      AudioFormat format = in.getFormat();
      if (!isReadable(format) || Math.round(format.getSampleRate()) != sampleRate) {
        throw new PayloadException(
            UNDECODABLE_AUDIO,
            "WAV must be of one channel, 16-bit PCM, mu-law or A-law, at "
                + sampleRate
                + " Hz; it is "
                + format);
      }
      return read(in);
    } catch (IOException | UnsupportedAudioFileException | RuntimeException e) {
      throw new PayloadException(
          UNDECODABLE_AUDIO, "not a readable WAV (" + e.getClass().getSimpleName() + ")");
    }
  }

  private static boolean isReadable(AudioFormat format) {
    Encoding encoding = format.getEncoding();
    boolean pcm = encoding.equals(Encoding.PCM_SIGNED) && format.getSampleSizeInBits() == 16;
    return format.getChannels() == 1
        && (pcm || encoding.equals(Encoding.ULAW) || encoding.equals(Encoding.ALAW));
  }

  /** All of it; audio that its header promises and that is not there is an error. */
  private static byte[] read(AudioInputStream encoded) throws PayloadException {
    AudioFormat from = encoded.getFormat();
    AudioFormat to = new AudioFormat(from.getSampleRate(), Short.SIZE, 1, true, false);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    byte[] block = new byte[8192];
    try (AudioInputStream in = AudioSystem.getAudioInputStream(to, encoded)) {
      // where a frame is cut the stream gives 0 bytes and not −1
      for (int count = in.read(block); count > 0; count = in.read(block)) {
        bytes.write(block, 0, count);
      }
    } catch (IOException | RuntimeException e) {
      throw new PayloadException(
          UNDECODABLE_AUDIO, "not readable (" + e.getClass().getSimpleName() + ")");
    }
    if (bytes.size() < encoded.getFrameLength() * Short.BYTES) {
      throw new PayloadException(UNDECODABLE_AUDIO, "cut short");
    }
    return bytes.toByteArray();
  }
}
