package io.lacuna.model.features;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;

/**
 * FLAC (RFC 9639) as little-endian PCM of whole bytes, frame by frame, so that nobody holds more
 * than one frame and what was asked for, whatever a header says. Every check sum of a frame is
 * checked. One thread.
 *
 * <p>Why not a library: the one there is for Java, jflac, allocates what a comment's length field
 * says, never ends on some damaged files and prints to the standard output.
 */
final class FlacStream extends InputStream {
  private static final byte[] MAGIC = {'f', 'L', 'a', 'C'};
  private static final int STREAM_INFO = 34;

  private final FlacBits in;
  private final int rate;
  private final int channels;
  private final int bits;
  private final int width; // bytes a sample of the result
  private final long total; // samples a channel, 0 for not said
  private long read; // samples a channel
  private byte[] frame = new byte[0];
  private int at;

  private FlacStream(byte[] flac) throws IOException {
    FlacBits head = new FlacBits(flac, MAGIC.length);
    boolean last = head.unsigned(1) == 1;
    if (head.unsigned(7) != 0 || head.unsigned(24) != STREAM_INFO) {
      throw new IOException("FLAC without stream info");
    }
    head.unsigned(32); // smallest and largest block
    head.unsigned(24); // smallest frame
    head.unsigned(24); // largest frame
    rate = (int) head.unsigned(20);
    channels = (int) head.unsigned(3) + 1;
    bits = (int) head.unsigned(5) + 1;
    total = head.unsigned(18) << 18 | head.unsigned(18);
    if (rate == 0 || bits < 4) {
      throw new IOException("FLAC of " + rate + " Hz and " + bits + " bits");
    }
    width = (bits + 7) / 8;
    in = new FlacBits(flac, afterMetadata(flac, MAGIC.length + 4 + STREAM_INFO, last));
  }

  /** Comments, pictures and the like are stepped over. */
  private static int afterMetadata(byte[] flac, int start, boolean last) throws IOException {
    int at = start;
    for (boolean end = last; !end; ) {
      FlacBits block = new FlacBits(flac, at);
      end = block.unsigned(1) == 1;
      block.unsigned(7);
      long next = at + 4 + block.unsigned(24);
      if (next > flac.length) {
        throw new EOFException();
      }
      at = (int) next;
    }
    return at;
  }

  static boolean isFlac(byte[] bytes) {
    return bytes.length >= MAGIC.length
        && Arrays.equals(bytes, 0, MAGIC.length, MAGIC, 0, MAGIC.length);
  }

  /**
   * Opens a file; a frame is decoded when it is read.
   *
   * @throws IOException if the header is broken
   */
  static AudioInputStream open(byte[] flac) throws IOException {
    FlacStream stream = new FlacStream(flac);
    AudioFormat format =
        new AudioFormat(stream.rate, 8 * stream.width, stream.channels, true, false);
    return new AudioInputStream(stream, format, AudioSystem.NOT_SPECIFIED);
  }

  @Override
  public int read() throws IOException {
    return ready() ? frame[at++] & 0xff : -1;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (!ready()) {
      return -1;
    }
    int count = Math.min(length, frame.length - at);
    System.arraycopy(frame, at, into, offset, count);
    at += count;
    return count;
  }

  private boolean ready() throws IOException {
    if (at < frame.length) {
      return true;
    }
    if (in.atEnd() || total > 0 && read >= total) {
      if (read < total) {
        throw new EOFException();
      }
      return false;
    }
    frame = nextFrame();
    at = 0;
    return true;
  }

  private byte[] nextFrame() throws IOException {
    int start = in.position();
    FlacHeader header = FlacHeader.read(in);
    if (header.channels() != channels || header.bits() != 0 && header.bits() != bits) {
      throw new IOException("a frame of another format than the file");
    }
    long[][] samples = new long[channels][header.blockSize()];
    FlacSubframe subframe = new FlacSubframe(in);
    for (int c = 0; c < channels; c++) {
      subframe.read(bits + (header.isDifference(c) ? 1 : 0), samples[c]);
    }
    in.skipToByte();
    int crc = in.crc16(start);
    if (in.unsigned(16) != crc) {
      throw new IOException("a frame with a wrong check sum");
    }
    header.undoDifference(samples);
    read += header.blockSize();
    return interleaved(samples);
  }

  private byte[] interleaved(long[][] samples) {
    int blockSize = samples[0].length;
    byte[] pcm = new byte[blockSize * channels * width];
    int to = 0;
    for (int i = 0; i < blockSize; i++) {
      for (int c = 0; c < channels; c++) {
        long sample = samples[c][i] << 8 * width - bits;
        for (int b = 0; b < width; b++) {
          pcm[to++] = (byte) (sample >> 8 * b);
        }
      }
    }
    return pcm;
  }
}
