package io.lacuna.bench.fuzz.targets;

import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

/** Small pictures in every form that is read. */
final class ImageSeeds {
  private static final int WIDTH = 19;
  private static final int HEIGHT = 13;

  private ImageSeeds() {}

  static List<byte[]> png() throws IOException {
    return List.of(
        encoded("png", picture(BufferedImage.TYPE_BYTE_GRAY), null, false),
        encoded("png", picture(BufferedImage.TYPE_3BYTE_BGR), null, true),
        encoded("png", picture(BufferedImage.TYPE_4BYTE_ABGR), null, false),
        encoded("png", picture(BufferedImage.TYPE_BYTE_INDEXED), null, true),
        encoded("png", picture(BufferedImage.TYPE_BYTE_BINARY), null, false),
        encoded("png", picture(BufferedImage.TYPE_USHORT_GRAY), null, false));
  }

  static List<byte[]> jpeg() throws IOException {
    byte[] colour = encoded("jpeg", picture(BufferedImage.TYPE_3BYTE_BGR), null, false);
    return List.of(
        colour,
        encoded("jpeg", picture(BufferedImage.TYPE_3BYTE_BGR), null, true),
        encoded("jpeg", picture(BufferedImage.TYPE_BYTE_GRAY), null, false),
        withProfile(colour));
  }

  static List<byte[]> tiff() throws IOException {
    List<byte[]> seeds = new ArrayList<>();
    for (String compression : new String[] {null, "LZW", "Deflate", "PackBits", "JPEG", "ZLib"}) {
      seeds.add(encoded("tiff", picture(BufferedImage.TYPE_3BYTE_BGR), compression, false));
    }
    for (String compression : new String[] {"CCITT RLE", "CCITT T.4", "CCITT T.6"}) {
      seeds.add(encoded("tiff", picture(BufferedImage.TYPE_BYTE_BINARY), compression, false));
    }
    seeds.add(encoded("tiff", picture(BufferedImage.TYPE_USHORT_GRAY), "Deflate", false));
    seeds.add(encoded("tiff", picture(BufferedImage.TYPE_BYTE_INDEXED), "LZW", false));
    return seeds;
  }

  private static BufferedImage picture(int type) {
    BufferedImage image = new BufferedImage(WIDTH, HEIGHT, type);
    for (int y = 0; y < HEIGHT; y++) {
      for (int x = 0; x < WIDTH; x++) {
        image.setRGB(x, y, 0xff000000 | x * 13 << 16 | y * 19 << 8 | (x ^ y) * 16);
      }
    }
    return image;
  }

  /**
   * @param compression null for that of the writer
   * @param progressive or interlaced
   */
  private static byte[] encoded(
      String format, BufferedImage image, String compression, boolean progressive)
      throws IOException {
    ImageWriter writer = ImageIO.getImageWritersByFormatName(format).next();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
      writer.setOutput(out);
      ImageWriteParam param = writer.getDefaultWriteParam();
      if (compression != null) {
        param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
        param.setCompressionType(compression);
      }
      if (progressive) {
        param.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
      }
      writer.write(null, new IIOImage(image, null, null), param);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }

  /** The picture with the colour profile of sRGB in its first segment. */
  private static byte[] withProfile(byte[] jpeg) {
    byte[] profile = ICC_Profile.getInstance(ColorSpace.CS_sRGB).getData();
    byte[] name = {'I', 'C', 'C', '_', 'P', 'R', 'O', 'F', 'I', 'L', 'E', 0, 1, 1};
    return ByteBuffer.allocate(jpeg.length + 4 + name.length + profile.length)
        .put(jpeg, 0, 2)
        .putShort((short) 0xffe2)
        .putShort((short) (2 + name.length + profile.length))
        .put(name)
        .put(profile)
        .put(jpeg, 2, jpeg.length - 2)
        .array();
  }
}
