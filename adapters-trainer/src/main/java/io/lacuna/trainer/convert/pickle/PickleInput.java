package io.lacuna.trainer.convert.pickle;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** The bytes of a pickle, with the place in them and a look ahead at lengths. */
final class PickleInput extends InputStream {
  private final BufferedInputStream in;
  private final long size;
  private long position;

  PickleInput(Path file) throws IOException {
    this.size = Files.size(file);
    this.in = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
  }

  long position() {
    return position;
  }

  long remaining() {
    return size - position;
  }

  /** The next so many bytes as a little-endian number, without going on; at most eight. */
  long peek(int bytes) throws IOException {
    in.mark(Long.BYTES);
    byte[] next = in.readNBytes(bytes);
    in.reset();
    long value = 0;
    for (int i = next.length - 1; i >= 0; i--) {
      value = value << 8 | next[i] & 0xff;
    }
    return value;
  }

  @Override
  public int read() throws IOException {
    int b = in.read();
    position += b < 0 ? 0 : 1;
    return b;
  }

  @Override
  public int read(byte[] into, int from, int count) throws IOException {
    int n = in.read(into, from, count);
    position += Math.max(n, 0);
    return n;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
