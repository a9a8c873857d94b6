package io.lacuna.model.features;

import static io.lacuna.model.modality.RejectReason.PAYLOAD_TOO_LARGE;
import static io.lacuna.model.modality.RejectReason.UNDECODABLE_IMAGE;
import static io.lacuna.model.modality.RejectReason.UNSUPPORTED_MEDIA_TYPE;

import io.lacuna.model.modality.PayloadException;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * Decodes PNG, JPEG and TIFF to 8-bit grey or RGB, and DICOM where the class path has an ImageIO
 * reader for it. Alpha is dropped and colour profiles are not applied; of 16-bit samples the upper
 * half counts, of several frames the first. Nothing is decoded before its size is known.
 */
public final class ImageDecoder {
  /** Four bytes a pixel and a second copy stay under 400 MB. */
  public static final long MAX_PIXELS = 40_000_000;

  static final String DICOM = "application/dicom";
  private static final String TIFF = "image/tiff";

  private ImageDecoder() {}

  /**
   * @param mediaType the bare type
   * @throws PayloadException if the bytes are no such picture, one of too many pixels, or nobody
   *     here can read DICOM
   */
  public static PixelGrid decode(String mediaType, byte[] bytes) throws PayloadException {
    Iterator<ImageReader> readers = ImageIO.getImageReadersByMIMEType(mediaType);
    if (!readers.hasNext() && mediaType.equals(DICOM)) {
      throw new PayloadException(
          UNSUPPORTED_MEDIA_TYPE,
          "DICOM needs an ImageIO reader for application/dicom on the class path, and there is none;"
              + " add one (docs/ingest.md) or send PNG, JPEG or TIFF");
    }
    if (!readers.hasNext()) {
      throw new IllegalStateException("this Java platform cannot read " + mediaType);
    }
    ImageReader reader = readers.next();
    try (ImageInputStream in = stream(bytes)) {
      reader.setInput(in, true, true);
      checkSize(reader);
      if (mediaType.equals(TIFF)) {
        TiffSizes.check(reader, bytes.length);
      }
      return pixels(read(reader));
    } catch (IOException | RuntimeException e) {
      throw new PayloadException(
          UNDECODABLE_IMAGE,
          "not a readable "
              + mediaType
              + " of "
              + bytes.length
              + " bytes ("
              + e.getClass().getSimpleName()
              + ")");
    } finally {
      reader.dispose();
    }
  }

  /** Readers bound what a field may name by the length of the stream, where it knows its own. */
  private static ImageInputStream stream(byte[] bytes) {
    return new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes)) {
      @Override
      public long length() {
        return bytes.length;
      }
    };
  }

  private static void checkSize(ImageReader reader) throws IOException, PayloadException {
    long pixels = (long) reader.getWidth(0) * reader.getHeight(0);
    long tile = (long) reader.getTileWidth(0) * reader.getTileHeight(0);
    if (Math.max(pixels, tile) > MAX_PIXELS) {
      throw new PayloadException(
          PAYLOAD_TOO_LARGE,
          "image of "
              + reader.getWidth(0)
              + "x"
              + reader.getHeight(0)
              + " pixels; at most "
              + MAX_PIXELS
              + " are decoded");
    }
  }

  /** A damaged JPEG only draws a warning and is filled with grey; that is no picture to score. */
  private static BufferedImage read(ImageReader reader) throws IOException {
    String[] warning = new String[1];
    reader.addIIOReadWarningListener((source, text) -> warning[0] = text);
    BufferedImage image = reader.read(0);
    if (warning[0] != null) {
      throw new IOException(warning[0]);
    }
    return image;
  }

  private static PixelGrid pixels(BufferedImage image) throws IOException {
    ColorModel colours = image.getColorModel();
    if (colours instanceof IndexColorModel) {
      return fromPalette(image);
    }
    int type = colours.getColorSpace().getType();
    if (type != ColorSpace.TYPE_GRAY && type != ColorSpace.TYPE_RGB) {
      throw new IOException("neither grey nor RGB");
    }
    return fromSamples(image.getRaster(), type == ColorSpace.TYPE_GRAY ? 1 : 3);
  }

  private static PixelGrid fromPalette(BufferedImage image) {
    byte[] out = new byte[image.getHeight() * image.getWidth() * 3];
    int at = 0;
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        int rgb = image.getRGB(x, y);
        out[at++] = (byte) (rgb >> 16);
        out[at++] = (byte) (rgb >> 8);
        out[at++] = (byte) rgb;
      }
    }
    return new PixelGrid(image.getHeight(), image.getWidth(), 3, out);
  }

  /** Raw samples: {@code getRGB} would bend grey values through a gamma curve. */
  private static PixelGrid fromSamples(Raster raster, int channels) throws IOException {
    int bits = raster.getSampleModel().getSampleSize(0);
    if (bits != 8 && bits != 16) {
      throw new IOException(bits + " bits a sample");
    }
    int width = raster.getWidth();
    byte[] out = new byte[raster.getHeight() * width * channels];
    if (raster.getNumBands() == channels && raster.getTransferType() == DataBuffer.TYPE_BYTE) {
      raster.getDataElements(raster.getMinX(), raster.getMinY(), width, raster.getHeight(), out);
      return new PixelGrid(raster.getHeight(), width, channels, out);
    }
    int[] row = new int[width * raster.getNumBands()];
    for (int y = 0; y < raster.getHeight(); y++) {
      raster.getPixels(raster.getMinX(), raster.getMinY() + y, width, 1, row);
      for (int x = 0; x < width; x++) {
        for (int c = 0; c < channels; c++) {
          int sample = row[x * raster.getNumBands() + c];
          out[(y * width + x) * channels + c] = (byte) (sample >> bits - 8);
        }
      }
    }
    return new PixelGrid(raster.getHeight(), width, channels, out);
  }
}
