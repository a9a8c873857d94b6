package io.lacuna.model.features;

import static io.lacuna.model.modality.RejectReason.PAYLOAD_TOO_LARGE;
import static io.lacuna.model.modality.RejectReason.UNDECODABLE_AUDIO;
import static io.lacuna.model.modality.RejectReason.UNSUPPORTED_MEDIA_TYPE;
import static io.lacuna.model.modality.RejectReason.WRONG_SHAPE;

import io.lacuna.model.modality.Payload;
import io.lacuna.model.modality.PayloadException;
import io.lacuna.schema.Modality;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import javax.sound.sampled.AudioFileFormat;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import javax.sound.sampled.UnsupportedAudioFileException;

/**
 * Puts several payloads of one modality together, in the order given: texts line by line, audio one
 * after the other, tensors along their first dimension.
 */
public final class PayloadJoin {
  /** Seconds of samples are few bytes of FLAC; half an hour of speech at 16 kHz stays below. */
  private static final int MAX_FLAC_PCM = 64 << 20;

  private PayloadJoin() {}

  /**
   * Appends one payload to what was joined so far.
   *
   * @throws PayloadException if the two do not go together; the later one is to blame
   */
  public static Payload append(Modality modality, Payload joined, Payload next)
      throws PayloadException {
    if (joined instanceof Payload.Tensor a && next instanceof Payload.Tensor b) {
      return tensors(a, b);
    }
    if (joined instanceof Payload.Encoded a && next instanceof Payload.Encoded b) {
      return switch (modality) {
        case TEXT -> new Payload.Encoded(a.mediaType(), lines(a.bytes(), b.bytes()));
        case AUDIO -> new Payload.Encoded("audio/wav", waves(a.bytes(), b.bytes()));
        case IMAGE ->
            throw new PayloadException(
                UNSUPPORTED_MEDIA_TYPE, "images cannot be put together; choose one of them");
      };
    }
    throw new PayloadException(
        UNSUPPORTED_MEDIA_TYPE, "a tensor and an encoded payload cannot be put together");
  }

  private static byte[] lines(byte[] a, byte[] b) {
    byte[] both = Arrays.copyOf(a, a.length + 1 + b.length);
    both[a.length] = '\n';
    System.arraycopy(b, 0, both, a.length + 1, b.length);
    return both;
  }

  private static byte[] waves(byte[] a, byte[] b) throws PayloadException {
    try (AudioInputStream first = stream(a);
        AudioInputStream second = stream(b)) {
      if (!first.getFormat().matches(second.getFormat())) {
        throw new PayloadException(
            UNDECODABLE_AUDIO,
            "audio of "
                + second.getFormat()
                + " after one of "
                + first.getFormat()
                + "; samples of one window must have one format");
      }
      ByteArrayOutputStream samples = new ByteArrayOutputStream();
      samples.write(whole(first, a));
      samples.write(whole(second, b));
      int frames = samples.size() / first.getFormat().getFrameSize();
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      AudioSystem.write(
          new AudioInputStream(
              new ByteArrayInputStream(samples.toByteArray()), first.getFormat(), frames),
          AudioFileFormat.Type.WAVE,
          out);
      return out.toByteArray();
    } catch (IOException | UnsupportedAudioFileException | IllegalArgumentException e) {
      throw new PayloadException(
          UNDECODABLE_AUDIO, "audio that cannot be joined (" + e.getClass().getSimpleName() + ")");
    }
  }

  /** A WAV as it is, companded too: both must be of one format. */
  private static AudioInputStream stream(byte[] audio)
      throws IOException, UnsupportedAudioFileException {
    return FlacStream.isFlac(audio)
        ? FlacStream.open(audio)
        : AudioSystem.getAudioInputStream(new ByteArrayInputStream(audio));
  }

  private static byte[] whole(AudioInputStream in, byte[] audio)
      throws IOException, PayloadException {
    boolean flac = FlacStream.isFlac(audio);
    int most = flac ? MAX_FLAC_PCM : audio.length;
    byte[] samples = AudioDecoder.read(in, most / in.getFormat().getFrameSize() + 1);
    if (flac && samples.length > most) {
      throw new PayloadException(
          PAYLOAD_TOO_LARGE, "FLAC of more than " + most + " bytes of samples to be joined");
    }
    return samples;
  }

  private static Payload tensors(Payload.Tensor a, Payload.Tensor b) throws PayloadException {
    int[] shape = a.shape().clone();
    boolean fits =
        shape.length > 0
            && shape.length == b.shape().length
            && Arrays.equals(shape, 1, shape.length, b.shape(), 1, shape.length);
    if (!fits) {
      throw new PayloadException(
          WRONG_SHAPE,
          "a tensor of shape "
              + Arrays.toString(b.shape())
              + " after one of "
              + Arrays.toString(shape)
              + "; all but the first dimension must be equal");
    }
    shape[0] += b.shape()[0];
    float[] values = Arrays.copyOf(a.values(), a.values().length + b.values().length);
    System.arraycopy(b.values(), 0, values, a.values().length, b.values().length);
    return new Payload.Tensor(shape, values);
  }
}
