package io.lacuna.trainer.convert;

import io.lacuna.model.features.ImageDecoder;
import io.lacuna.model.features.PixelGrid;
import io.lacuna.model.modality.PayloadException;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

/**
 * A folder of pictures that a table names.
 *
 * @param folder the pictures lie right in it
 * @param mediaType of all of them
 */
record ImageFiles(Path folder, String mediaType) {
  private static final long MOST_BYTES = 64L << 20;
  private static final float QUALITY = 0.95f;

  /**
   * The first of some names for which there is a file.
   *
   * @param where for messages
   * @throws ConvertException if a name leads out of the folder
   */
  Optional<Path> find(List<String> names, String where) throws ConvertException {
    for (String name : names) {
      boolean plain =
          !name.isBlank()
              && name.chars().noneMatch(c -> c == '/' || c == '\\' || c < ' ')
              && !name.equals(".")
              && !name.equals("..");
      if (!plain) {
        throw new ConvertException(
            where + ": image '" + name + "' must be the name of a file in " + folder);
      }
      if (Files.isRegularFile(folder.resolve(name))) {
        return Optional.of(folder.resolve(name));
      }
    }
    return Optional.empty();
  }

  /**
   * @throws ConvertException if it is larger than 64 MiB
   */
  byte[] read(Path image, String where) throws IOException {
    long size = Files.size(image);
    if (size > MOST_BYTES) {
      throw new ConvertException(
          where + ": " + image + " has " + size + " bytes; at most " + MOST_BYTES + " are read");
    }
    return Files.readAllBytes(image);
  }

  /**
   * Decodes a picture; its size is known before its pixels are.
   *
   * @throws ConvertException if it is no picture of the type, damaged, or of too many pixels
   */
  PixelGrid decode(byte[] bytes, Path image, String where) throws ConvertException {
    try {
      return ImageDecoder.decode(mediaType, bytes);
    } catch (PayloadException e) {
      throw new ConvertException(where + ": " + image + ": " + e.getMessage(), e);
    }
  }

  /** Two pictures side by side on black, both from the top, as JPEG. */
  static byte[] sideBySide(PixelGrid left, PixelGrid right, String where) throws IOException {
    int height = Math.max(left.height(), right.height());
    int width = left.width() + right.width();
    if ((long) height * width > ImageDecoder.MAX_PIXELS) {
      throw new ConvertException(
          where
              + ": both images together have "
              + width
              + "x"
              + height
              + " pixels; at most "
              + ImageDecoder.MAX_PIXELS
              + " are decoded later on");
    }
    BufferedImage both = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    draw(left, both, 0);
    draw(right, both, left.width());
    ImageWriter writer = ImageIO.getImageWritersByMIMEType("image/jpeg").next();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
      ImageWriteParam how = writer.getDefaultWriteParam();
      how.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      how.setCompressionQuality(QUALITY);
      writer.setOutput(out);
      writer.write(null, new IIOImage(both, null, null), how);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }

  private static void draw(PixelGrid grid, BufferedImage on, int x0) {
    byte[] v = grid.withChannels(3).values();
    int at = 0;
    for (int y = 0; y < grid.height(); y++) {
      for (int x = 0; x < grid.width(); x++, at += 3) {
        on.setRGB(x0 + x, y, (v[at] & 0xff) << 16 | (v[at + 1] & 0xff) << 8 | v[at + 2] & 0xff);
      }
    }
  }
}
