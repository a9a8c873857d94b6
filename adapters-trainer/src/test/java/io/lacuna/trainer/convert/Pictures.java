package io.lacuna.trainer.convert;

import java.awt.Color;
import java.awt.Graphics;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;

/** Pictures of one colour, and ones that claim more pixels than there are. */
final class Pictures {
  private static final int ABSURD = 60_000;

  private Pictures() {}

  static byte[] plain(String format, int width, int height, Color colour) throws IOException {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics g = image.createGraphics();
    g.setColor(colour);
    g.fillRect(0, 0, width, height);
    g.dispose();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(image, format, out);
    return out.toByteArray();
  }

  /** A PNG whose header says 60000x60000. */
  static byte[] pngBomb() throws IOException {
    byte[] png = plain("png", 2, 2, Color.RED);
    ByteBuffer bytes = ByteBuffer.wrap(png);
    bytes.putInt(16, ABSURD).putInt(20, ABSURD);
    CRC32 crc = new CRC32();
    crc.update(png, 12, 17);
    bytes.putInt(29, (int) crc.getValue());
    return png;
  }

  /** A JPEG whose frame header says 60000x60000. */
  static byte[] jpegBomb() throws IOException {
    byte[] jpeg = plain("jpg", 8, 8, Color.RED);
    for (int i = 0; i < jpeg.length - 9; i++) {
      if ((jpeg[i] & 0xff) == 0xff && (jpeg[i + 1] & 0xff) == 0xc0) {
        ByteBuffer.wrap(jpeg).putShort(i + 5, (short) ABSURD).putShort(i + 7, (short) ABSURD);
        return jpeg;
      }
    }
    throw new IllegalStateException("no frame header");
  }
}
