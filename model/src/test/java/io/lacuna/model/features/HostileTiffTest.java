package io.lacuna.model.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.lacuna.model.modality.PayloadException;
import io.lacuna.model.modality.RejectReason;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pictures whose fields name more than there is; found by {@code ./lacuna bench fuzz}. */
class HostileTiffTest {
  private static final int STRIP_BYTE_COUNTS = 279;
  private static final int SAMPLES_PER_PIXEL = 277;
  private static final int SHORT = 3;
  private static final long ALLOCATION_LIMIT_BYTES = 8L << 20;

  @ParameterizedTest
  @CsvSource({"Deflate", "ZLib", "LZW", "PackBits"})
  void aStripLongerThanTheFileIsRefusedBeforeAnythingIsAllocatedForIt(String compression)
      throws IOException {
    byte[] tiff = tiff(compression);
    set(tiff, STRIP_BYTE_COUNTS, Integer.MAX_VALUE);
    assertRefusedCheaply(tiff);
  }

  @Test
  void aPixelOfThousandsOfSamplesIsRefused() throws IOException {
    byte[] tiff = tiff("Deflate");
    set(tiff, SAMPLES_PER_PIXEL, 65_535);
    assertRefusedCheaply(tiff);
  }

  @Test
  void soundOnesAreStillRead() throws Exception {
    for (String compression : new String[] {"Deflate", "ZLib", "LZW", "PackBits", "JPEG"}) {
      assertThat(ImageDecoder.decode("image/tiff", tiff(compression)).width()).isEqualTo(20);
    }
  }

  private static void assertRefusedCheaply(byte[] tiff) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    assertRefused(tiff); // loads the reader's classes
    long before = threads.getCurrentThreadAllocatedBytes();
    assertRefused(tiff);
    assertThat(threads.getCurrentThreadAllocatedBytes() - before)
        .isLessThan(ALLOCATION_LIMIT_BYTES);
  }

  private static void assertRefused(byte[] tiff) {
    assertThatThrownBy(() -> ImageDecoder.decode("image/tiff", tiff))
        .isInstanceOfSatisfying(
            PayloadException.class,
            e -> assertThat(e.reason()).isEqualTo(RejectReason.UNDECODABLE_IMAGE));
  }

  /** Sets the only value of a field of the first directory. */
  private static void set(byte[] tiff, int tag, int value) {
    ByteBuffer file = ByteBuffer.wrap(tiff);
    file.order(tiff[0] == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    int directory = file.getInt(4);
    for (int i = 0; i < file.getShort(directory); i++) {
      int field = directory + 2 + 12 * i;
      if (file.getShort(field) == tag) {
        if (file.getShort(field + 2) == SHORT) {
          file.putShort(field + 8, (short) value);
        } else {
          file.putInt(field + 8, value);
        }
        return;
      }
    }
    throw new IllegalArgumentException("no field " + tag);
  }

  private static byte[] tiff(String compression) throws IOException {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("tiff").next();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
      writer.setOutput(out);
      ImageWriteParam param = writer.getDefaultWriteParam();
      param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      param.setCompressionType(compression);
      BufferedImage image = new BufferedImage(20, 10, BufferedImage.TYPE_3BYTE_BGR);
      writer.write(null, new IIOImage(image, null, null), param);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }
}
