package io.lacuna.model.features;

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
 * Puts several payloads of one modality together, in the order given: texts line by line, WAVs one
 * after the other, tensors along their first dimension.
 */
public final class PayloadJoin {
  /** More than any payload bound lets through; only keeps a lying header in check. */
  private static final long MAX_FRAMES = 1 << 28;

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
        case AUDIO -> new Payload.Encoded(a.mediaType(), waves(a.bytes(), b.bytes()));
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
    try (AudioInputStream first = AudioSystem.getAudioInputStream(new ByteArrayInputStream(a));
        AudioInputStream second = AudioSystem.getAudioInputStream(new ByteArrayInputStream(b))) {
      if (!first.getFormat().matches(second.getFormat())) {
        throw new PayloadException(
            UNDECODABLE_AUDIO,
            "a WAV of "
                + second.getFormat()
                + " after one of "
                + first.getFormat()
                + "; samples of one window must have one format");
      }
      ByteArrayOutputStream samples = new ByteArrayOutputStream();
      samples.write(AudioDecoder.read(first, MAX_FRAMES));
      samples.write(AudioDecoder.read(second, MAX_FRAMES));
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
          UNDECODABLE_AUDIO, "a WAV that cannot be joined (" + e.getClass().getSimpleName() + ")");
    }
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
