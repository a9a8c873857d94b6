package io.lacuna.model.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.lacuna.model.modality.PayloadException;
import io.lacuna.model.modality.RejectReason;
import io.lacuna.model.tensor.Safetensors;
import io.lacuna.model.tensor.Torch;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageFeaturesTest {

  @ParameterizedTest
  @ValueSource(strings = {"photo", "tiny", "gray", "alpha", "strip"})
  void resizesAsPillowToTheBit(String name) throws Exception {
    try (NDManager m = Torch.newManager("cpu")) {
      NDArray golden =
          Safetensors.read(Golden.path("resize/resized_u8_hwc.safetensors"), m).get(name + ".64");
      int height = (int) golden.getShape().get(0);
      int width = (int) golden.getShape().get(1);
      PixelGrid image = ImageDecoder.decode("image/png", Golden.bytes("resize/" + name + ".png"));
      PixelGrid resized = BicubicResize.resize(image.withChannels(3), height, width);
      int[] expected = golden.toType(DataType.INT32, true).toIntArray();
      int[] actual = new int[expected.length];
      Arrays.setAll(actual, i -> resized.values()[i] & 0xff);
      assertThat(actual).isEqualTo(expected);
    }
  }

  @Test
  void greyIsTheLumaOfPillow() {
    // Pillow: Image.new("RGB", …).convert("L") of pure red, green, blue, and of (10, 200, 30)
    byte[] rgb = {(byte) 255, 0, 0, 0, (byte) 255, 0, 0, 0, (byte) 255, 10, (byte) 200, 30};
    byte[] grey = new PixelGrid(1, 4, 3, rgb).withChannels(1).values();
    assertThat(new int[] {grey[0] & 0xff, grey[1] & 0xff, grey[2] & 0xff, grey[3] & 0xff})
        .containsExactly(76, 150, 29, 124);
  }

  @Test
  void normalisesChannelByChannel() {
    Features f = new PixelGrid(1, 2, 3, new byte[] {0, 51, -1, -1, 0, 51}).normalised(0.5f, 0.5f);
    assertThat(f.shape()).containsExactly(3, 1, 2);
    assertThat(f.values()).containsExactly(-1, 1, -0.6f, -1, 1, -0.6f);
  }

  @Test
  void decodesTheSamePictureFromPngTiffAndAPalette() throws Exception {
    Random random = new Random(5);
    BufferedImage rgb = new BufferedImage(7, 5, BufferedImage.TYPE_INT_RGB);
    BufferedImage palette = new BufferedImage(7, 5, BufferedImage.TYPE_BYTE_INDEXED);
    int[] colours = {0x000000, 0xffffff, 0xff0000, 0x0000ff};
    for (int i = 0; i < 35; i++) {
      int colour = colours[random.nextInt(colours.length)];
      rgb.setRGB(i % 7, i / 7, colour);
      palette.setRGB(i % 7, i / 7, colour);
    }
    byte[] expected = ImageDecoder.decode("image/png", encoded(rgb, "png")).values();
    assertThat(expected).hasSize(105).contains(-1, 0);
    assertThat(ImageDecoder.decode("image/tiff", encoded(rgb, "tiff")).values())
        .isEqualTo(expected);
    assertThat(ImageDecoder.decode("image/png", encoded(palette, "png")).values())
        .isEqualTo(expected);
  }

  @Test
  void takesTheUpperHalfOf16BitGrey() throws Exception {
    BufferedImage image = new BufferedImage(2, 1, BufferedImage.TYPE_USHORT_GRAY);
    image.getRaster().setSample(0, 0, 0, 0x12ff);
    image.getRaster().setSample(1, 0, 0, 0xfe00);
    assertThat(ImageDecoder.decode("image/png", encoded(image, "png")).values())
        .containsExactly(0x12, 0xfe);
  }

  @Test
  void refusesABombBeforeDecodingIt() {
    byte[] bomb = Golden.bytes("resize/gray.png");
    ByteBuffer header = ByteBuffer.wrap(bomb);
    header.putInt(16, 40_000).putInt(20, 40_000);
    CRC32 crc = new CRC32();
    crc.update(bomb, 12, 17);
    header.putInt(29, (int) crc.getValue());
    assertThatThrownBy(() -> ImageDecoder.decode("image/png", bomb))
        .hasMessage("image of 40000x40000 pixels; at most 40000000 are decoded")
        .extracting(e -> ((PayloadException) e).reason())
        .isEqualTo(RejectReason.PAYLOAD_TOO_LARGE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "jpeg", "tiff"})
  void refusesAPictureCutShort(String format) throws Exception {
    BufferedImage image = new BufferedImage(64, 64, BufferedImage.TYPE_INT_RGB);
    Random random = new Random(2);
    for (int i = 0; i < 4096; i++) {
      image.setRGB(i % 64, i / 64, random.nextInt());
    }
    byte[] whole = encoded(image, format);
    ImageDecoder.decode("image/" + format, whole);
    for (int kept : new int[] {0, 10, 100, whole.length / 2}) {
      assertUndecodable("image/" + format, Arrays.copyOf(whole, kept));
    }
  }

  @Test
  void refusesAnotherFormatThanSaid() {
    assertUndecodable("image/jpeg", Golden.bytes("resize/gray.png"));
    assertUndecodable("image/png", "not a picture".getBytes(StandardCharsets.UTF_8));
  }

  /** Damaged bytes are refused or give some picture; nothing else may come out. */
  @Test
  void survivesRandomDamage() throws Exception {
    Random random = new Random(3);
    BufferedImage image = new BufferedImage(24, 24, BufferedImage.TYPE_INT_RGB);
    for (String format : new String[] {"png", "jpeg", "tiff"}) {
      byte[] whole = encoded(image, format);
      for (int i = 0; i < 300; i++) {
        byte[] damaged = whole.clone();
        for (int k = 0; k < 3; k++) {
          damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
        }
        try {
          PixelGrid decoded = ImageDecoder.decode("image/" + format, damaged);
          assertThat(decoded.values())
              .hasSize(decoded.height() * decoded.width() * decoded.channels());
        } catch (PayloadException e) {
          assertThat(e.reason())
              .isIn(RejectReason.UNDECODABLE_IMAGE, RejectReason.PAYLOAD_TOO_LARGE);
        }
      }
    }
  }

  private static void assertUndecodable(String mediaType, byte[] bytes) {
    assertThatThrownBy(() -> ImageDecoder.decode(mediaType, bytes))
        .as(mediaType + " " + bytes.length)
        .isInstanceOf(PayloadException.class)
        .hasMessageContaining("not a readable " + mediaType + " of " + bytes.length + " bytes")
        .extracting(e -> ((PayloadException) e).reason())
        .isEqualTo(RejectReason.UNDECODABLE_IMAGE);
  }

  private static byte[] encoded(BufferedImage image, String format) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    assertThat(ImageIO.write(image, format, out)).isTrue();
    return out.toByteArray();
  }
}
