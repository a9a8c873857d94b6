package io.lacuna.bench.micro;

import io.lacuna.model.modality.Payload;
import io.lacuna.schema.Modality;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;
import java.util.Random;
import javax.imageio.ImageIO;

/** One payload per modality: of a usual size, the same bytes in every run. */
final class MadePayloads {
  private static final int PIXELS = 256;
  private static final int RATE = 8_000;
  private static final int SECONDS = 3;

  private MadePayloads() {}

  static Map<Modality, Payload> all() {
    Map<Modality, Payload> all = new EnumMap<>(Modality.class);
    all.put(Modality.IMAGE, new Payload.Encoded("image/png", png()));
    all.put(Modality.TEXT, new Payload.Encoded("text/plain", text()));
    all.put(Modality.AUDIO, new Payload.Encoded("audio/wav", wav()));
    return all;
  }

  /** 256 x 256 grey, with noise that keeps it from being all one run. */
  private static byte[] png() {
    BufferedImage image = new BufferedImage(PIXELS, PIXELS, BufferedImage.TYPE_BYTE_GRAY);
    Random random = new Random(2);
    for (int y = 0; y < PIXELS; y++) {
      for (int x = 0; x < PIXELS; x++) {
        image.getRaster().setSample(x, y, 0, (x + y) / 2 ^ random.nextInt(8));
      }
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, "png", out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /** Three seconds of a falling tone, 8 kHz, 16 bits. */
  private static byte[] wav() {
    int data = RATE * SECONDS * Short.BYTES;
    ByteBuffer out = ByteBuffer.allocate(44 + data).order(ByteOrder.LITTLE_ENDIAN);
    out.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(36 + data);
    out.put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII)).putInt(16);
    out.putShort((short) 1).putShort((short) 1).putInt(RATE).putInt(RATE * Short.BYTES);
    out.putShort((short) Short.BYTES).putShort((short) Short.SIZE);
    out.put("data".getBytes(StandardCharsets.US_ASCII)).putInt(data);
    for (int i = 0; i < RATE * SECONDS; i++) {
      out.putShort((short) (8_000 * Math.sin(i * (0.5 - i / 100_000.0))));
    }
    return out.array();
  }

  private static byte[] text() {
    return "The heart is enlarged; no focal consolidation, effusion or pneumothorax is seen. "
        .repeat(4)
        .getBytes(StandardCharsets.UTF_8);
  }
}
