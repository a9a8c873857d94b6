package io.lacuna.model.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lacuna.model.modality.PayloadException;
import io.lacuna.model.modality.RejectReason;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import javax.imageio.IIOException;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.spi.IIORegistry;
import javax.imageio.spi.ImageReaderSpi;
import javax.imageio.stream.ImageInputStream;
import org.junit.jupiter.api.Test;

class DicomTest {
  @Test
  void withoutAReaderTheRefusalSaysWhatToAdd() {
    assertThatThrownBy(() -> ImageDecoder.decode("application/dicom", new byte[200]))
        .hasMessageContaining("needs an ImageIO reader for application/dicom on the class path")
        .extracting(e -> ((PayloadException) e).reason())
        .isEqualTo(RejectReason.UNSUPPORTED_MEDIA_TYPE);
  }

  @Test
  void aReaderOfTheClassPathIsUsedWithinTheBoundsOfPictures() throws Exception {
    ImageReaderSpi reader = new PreambleReader();
    IIORegistry.getDefaultInstance().registerServiceProvider(reader);
    try {
      BufferedImage image = new BufferedImage(3, 2, BufferedImage.TYPE_BYTE_GRAY);
      image.getRaster().setSample(2, 1, 0, 77);
      PixelGrid decoded = ImageDecoder.decode("application/dicom", dicom(image));
      assertThat(decoded.values()).containsExactly(0, 0, 0, 0, 0, 77);
      assertThatThrownBy(() -> ImageDecoder.decode("application/dicom", new byte[200]))
          .extracting(e -> ((PayloadException) e).reason())
          .isEqualTo(RejectReason.UNDECODABLE_IMAGE);
    } finally {
      IIORegistry.getDefaultInstance().deregisterServiceProvider(reader);
    }
  }

  /** What stands in for a DICOM: its preamble and then a PNG. */
  private static byte[] dicom(BufferedImage image) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(new byte[128]);
    out.write(new byte[] {'D', 'I', 'C', 'M'});
    ImageIO.write(image, "png", out);
    return out.toByteArray();
  }

  /** A provider as a class path may have one. */
  private static final class PreambleReader extends ImageReaderSpi {
    PreambleReader() {
      super(
          "test",
          "1",
          new String[] {"DICOM"},
          new String[] {"dcm"},
          new String[] {"application/dicom"},
          ImageReader.class.getName(),
          new Class<?>[] {ImageInputStream.class},
          null,
          false,
          null,
          null,
          null,
          null,
          false,
          null,
          null,
          null,
          null);
    }

    @Override
    public boolean canDecodeInput(Object source) {
      return false;
    }

    @Override
    public ImageReader createReaderInstance(Object extension) {
      return new Reader(this);
    }

    @Override
    public String getDescription(Locale locale) {
      return "DICOM of one frame";
    }
  }

  private static final class Reader extends ImageReader {
    Reader(ImageReaderSpi provider) {
      super(provider);
    }

    private BufferedImage image() throws IOException {
      ImageInputStream in = (ImageInputStream) input;
      byte[] bytes = new byte[132 + 10_000];
      in.seek(0);
      int length = in.read(bytes);
      if (length < 132 || bytes[128] != 'D') {
        throw new IIOException("no preamble");
      }
      return ImageIO.read(new ByteArrayInputStream(bytes, 132, length - 132));
    }

    @Override
    public int getNumImages(boolean search) {
      return 1;
    }

    @Override
    public int getWidth(int index) throws IOException {
      return image().getWidth();
    }

    @Override
    public int getHeight(int index) throws IOException {
      return image().getHeight();
    }

    @Override
    public Iterator<ImageTypeSpecifier> getImageTypes(int index) throws IOException {
      return List.of(ImageTypeSpecifier.createFromRenderedImage(image())).iterator();
    }

    @Override
    public IIOMetadata getStreamMetadata() {
      return null;
    }

    @Override
    public IIOMetadata getImageMetadata(int index) {
      return null;
    }

    @Override
    public BufferedImage read(int index, ImageReadParam parameters) throws IOException {
      return image();
    }
  }
}
