package io.lacuna.model.features;

import java.io.IOException;
import javax.imageio.ImageReader;
import javax.imageio.plugins.tiff.BaselineTIFFTagSet;
import javax.imageio.plugins.tiff.TIFFDirectory;
import javax.imageio.plugins.tiff.TIFFField;

/**
 * What a TIFF says about its own parts. Java's reader allocates as much as these fields name before
 * it looks whether it is there, so that a few hundred bytes could end the process.
 */
final class TiffSizes {
  /** Four samples of 16 bits. */
  private static final int MAX_BITS_PER_PIXEL = 64;

  private static final int[] LENGTHS = {
    BaselineTIFFTagSet.TAG_STRIP_BYTE_COUNTS,
    BaselineTIFFTagSet.TAG_TILE_BYTE_COUNTS,
    BaselineTIFFTagSet.TAG_JPEG_INTERCHANGE_FORMAT_LENGTH
  };

  private TiffSizes() {}

  /**
   * @param length of the file, bytes
   * @throws IOException if a part is said to be longer than the file, or a pixel wider than any
   *     that is read
   */
  static void check(ImageReader reader, int length) throws IOException {
    TIFFDirectory fields = TIFFDirectory.createFromMetadata(reader.getImageMetadata(0));
    for (int tag : LENGTHS) {
      if (largest(fields, tag) > length) {
        throw new IOException("a part longer than the file");
      }
    }
    TIFFField samples = fields.getTIFFField(BaselineTIFFTagSet.TAG_SAMPLES_PER_PIXEL);
    long perPixel = samples == null ? 1 : samples.getAsLong(0);
    long bits = Math.max(1, largest(fields, BaselineTIFFTagSet.TAG_BITS_PER_SAMPLE));
    if (perPixel > MAX_BITS_PER_PIXEL || bits * perPixel > MAX_BITS_PER_PIXEL) {
      throw new IOException("more than " + MAX_BITS_PER_PIXEL + " bits a pixel");
    }
  }

  /** Zero where the field is not there. */
  private static long largest(TIFFDirectory fields, int tag) {
    TIFFField field = fields.getTIFFField(tag);
    long largest = 0;
    for (int i = 0; field != null && i < field.getCount(); i++) {
      largest = Math.max(largest, field.getAsLong(i));
    }
    return largest;
  }
}
