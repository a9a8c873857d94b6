package io.lacuna.trainer.convert;

import io.jhdf.filter.Filter;
import java.io.ByteArrayOutputStream;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** HDF5's deflate filter with an end: the library's own inflates a chunk as far as memory goes. */
final class BoundedInflate implements Filter {
  /** Of one chunk. */
  static final int MOST_BYTES = 64 << 20;

  private static final int DEFLATE = 1;

  @Override
  public int getId() {
    return DEFLATE;
  }

  @Override
  public String getName() {
    return "deflate";
  }

  @Override
  public byte[] decode(byte[] deflated, int[] level) {
    Inflater inflater = new Inflater();
    try {
      inflater.setInput(deflated);
      ByteArrayOutputStream out = new ByteArrayOutputStream(deflated.length * 2);
      byte[] buffer = new byte[1 << 13];
      while (!inflater.finished()) {
        int count = inflater.inflate(buffer);
        if (count == 0) {
          throw new IllegalStateException("a chunk is cut off");
        }
        if (out.size() + count > MOST_BYTES) {
          throw new IllegalStateException("a chunk inflates to more than " + MOST_BYTES + " bytes");
        }
        out.write(buffer, 0, count);
      }
      return out.toByteArray();
    } catch (DataFormatException e) {
      throw new IllegalStateException("a chunk is damaged: " + e.getMessage(), e);
    } finally {
      inflater.end();
    }
  }
}
