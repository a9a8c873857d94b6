package io.lacuna.trainer.corpus;

import io.lacuna.schema.InlineBytes;
import java.awt.image.BufferedImage;
import java.awt.image.RescaleOp;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import javax.imageio.ImageIO;

/** A second sample of what was sampled before: the same content, not the same bytes. */
final class Retake {
  private static final float DIMMER = 0.9f;
  private static final double QUIETER = 0.8;

  private Retake() {}

  static InlineBytes of(InlineBytes first) throws IOException {
    byte[] bytes = first.getBytes().array();
    byte[] again =
        switch (first.getMediaType()) {
          case "image/png" -> EncodedImage.png(dimmed(bytes));
          case "image/jpeg" -> EncodedImage.jpeg(dimmed(bytes));
          case "audio/wav" -> quieter(bytes);
          default ->
              (new String(bytes, StandardCharsets.UTF_8) + " (amended)")
                  .getBytes(StandardCharsets.UTF_8);
        };
    return new InlineBytes(first.getMediaType(), ByteBuffer.wrap(again));
  }

  private static BufferedImage dimmed(byte[] bytes) throws IOException {
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(bytes));
    return new RescaleOp(DIMMER, 0, null).filter(image, null);
  }

  /** Always 16-bit, also where the first was mu-law. */
  private static byte[] quieter(byte[] wav) throws IOException {
    return Pcm.read(wav).gain(QUIETER).toWav16();
  }
}
