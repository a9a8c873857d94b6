package io.lacuna.model.features;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Comparator;
import java.util.List;
import java.util.ServiceLoader;
import javax.sound.sampled.AudioFileFormat;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioFormat.Encoding;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import javax.sound.sampled.UnsupportedAudioFileException;
import javax.sound.sampled.spi.AudioFileReader;

/** Opens WAV files through the platform's readers; µ-law and A-law come out as PCM. */
final class WavStream {
  private static final List<AudioFileReader> READERS = readers();

  private WavStream() {}

  /**
   * @throws IOException if this is no WAV, or a damaged one
   * @throws UnsupportedAudioFileException if no reader knows its format
   */
  static AudioInputStream open(byte[] wav) throws IOException, UnsupportedAudioFileException {
    if (!startsAsWav(wav)) {
      throw new IOException("not a WAV");
    }
    AudioInputStream in = read(new ByteArrayInputStream(wav));
    Encoding encoding = in.getFormat().getEncoding();
    boolean companded = encoding.equals(Encoding.ULAW) || encoding.equals(Encoding.ALAW);
    return companded ? AudioSystem.getAudioInputStream(Encoding.PCM_SIGNED, in) : in;
  }

  private static boolean startsAsWav(byte[] wav) {
    return wav.length >= 12
        && new String(wav, 0, 4, ISO_8859_1).equals("RIFF")
        && new String(wav, 8, 4, ISO_8859_1).equals("WAVE");
  }

  /** Those that read plain PCM come first: the platform would try every file as MIDI before. */
  private static List<AudioFileReader> readers() {
    byte[] plain = plainWav();
    return ServiceLoader.load(AudioFileReader.class, ClassLoader.getSystemClassLoader()).stream()
        .map(ServiceLoader.Provider::get)
        .sorted(Comparator.comparing(reader -> !reads(reader, plain)))
        .toList();
  }

  private static boolean reads(AudioFileReader reader, byte[] wav) {
    try (AudioInputStream in = reader.getAudioInputStream(new ByteArrayInputStream(wav))) {
      return true;
    } catch (UnsupportedAudioFileException | IOException e) {
      return false;
    }
  }

  private static byte[] plainWav() {
    AudioFormat format = new AudioFormat(8000, 16, 1, true, false);
    ByteArrayOutputStream wav = new ByteArrayOutputStream();
    try (AudioInputStream one =
        new AudioInputStream(new ByteArrayInputStream(new byte[2]), format, 1)) {
      AudioSystem.write(one, AudioFileFormat.Type.WAVE, wav);
    } catch (IOException e) {
      throw new UncheckedIOException("a WAV in memory", e);
    }
    return wav.toByteArray();
  }

  /** As {@link AudioSystem} does it, but that looks through the class path for every file. */
  private static AudioInputStream read(ByteArrayInputStream wav)
      throws IOException, UnsupportedAudioFileException {
    for (AudioFileReader reader : READERS) {
      try {
        return reader.getAudioInputStream(wav);
      } catch (UnsupportedAudioFileException e) {
        // another one may know this kind of WAV
        wav.reset();
      }
    }
    throw new UnsupportedAudioFileException("no reader for this WAV");
  }
}
