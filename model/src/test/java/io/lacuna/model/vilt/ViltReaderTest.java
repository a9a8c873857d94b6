package io.lacuna.model.vilt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.lacuna.model.features.Features;
import io.lacuna.model.features.Golden;
import io.lacuna.model.features.ImageDecoder;
import io.lacuna.model.features.PixelGrid;
import io.lacuna.model.modality.Payload;
import io.lacuna.model.modality.Payload.Encoded;
import io.lacuna.model.modality.Payload.Tensor;
import io.lacuna.model.modality.PayloadException;
import io.lacuna.model.modality.RejectReason;
import io.lacuna.model.tensor.Safetensors;
import io.lacuna.model.tensor.Torch;
import io.lacuna.schema.Modality;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ViltReaderTest {
  @TempDir Path dir;

  private ViltReader reader;

  @BeforeEach
  void open() throws IOException {
    TinyVilt.folder(dir, 2, 3);
    ViltConfig config = ViltConfig.read(dir);
    reader = new ViltReader(config, ViltTokenizer.json(dir, config));
  }

  @AfterEach
  void close() {
    reader.close();
  }

  @Test
  void sizesEqualHuggingFaces() throws Exception {
    JsonNode sizes = new JsonMapper().readTree(Golden.bytes("resize/sizes.json"));
    for (Map.Entry<String, JsonNode> e : sizes.properties()) {
      String[] name = e.getKey().split("\\.");
      int shorter = Integer.parseInt(name[1]);
      PixelGrid image =
          ImageDecoder.decode("image/png", Golden.bytes("resize/" + name[0] + ".png"));
      int longest = (int) (1333.0 / 800 * shorter);
      assertThat(ImageSize.of(image.height(), image.width(), shorter, longest, 32))
          .as(e.getKey())
          .isEqualTo(new ImageSize(e.getValue().get(1).intValue(), e.getValue().get(0).intValue()));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "480, 640, 384, 512", // height, width of the picture; of the result
    "2496, 2048, 448, 384",
    "1728, 5184, 192, 608",
    "10, 9999, 32, 608",
    "9999, 10, 608, 32",
    "1, 1, 384, 384",
    "384, 384, 384, 384",
  })
  void theLongerSideIsCappedAndNoSideIsBelowThirtyTwo(int h, int w, int height, int width) {
    assertThat(ImageSize.of(h, w, 384, 639, 32)).isEqualTo(new ImageSize(height, width));
  }

  @ParameterizedTest
  @ValueSource(strings = {"photo", "tiny", "gray", "alpha", "strip"})
  void pixelsEqualThoseOfPillow(String name) throws Exception {
    Features f =
        reader.extract(
            Modality.IMAGE, new Encoded("image/png", Golden.bytes("resize/" + name + ".png")));
    try (NDManager m = Torch.newManager("cpu")) {
      NDArray bytes =
          Safetensors.read(Golden.path("resize/resized_u8_hwc.safetensors"), m).get(name + ".64");
      NDArray expected =
          bytes.toType(DataType.FLOAT32, true).transpose(2, 0, 1).div(255f).sub(0.5f).div(0.5f);
      assertThat(f.shape())
          .containsExactly(3, (int) bytes.getShape().get(0), (int) bytes.getShape().get(1));
      float[] values = expected.toFloatArray();
      for (int i = 0; i < values.length; i++) {
        assertThat(Math.abs(f.values()[i] - values[i])).isLessThan(1e-6f);
      }
    }
  }

  @Test
  void aTextIsCutToThePositionTable() throws Exception {
    Features f = text("a b c");
    assertThat(f.values()).containsExactly(2, 5, 6, 7, 3);
    assertThat(text("a ".repeat(50)).values()).hasSize(12).startsWith(2, 5).endsWith(5, 3);
  }

  @Test
  void brokenPayloadsHaveTheReasonsOfTheOtherReader() {
    assertRefused(
        Modality.IMAGE, encoded("image/png", "no"), RejectReason.UNDECODABLE_IMAGE, "readable");
    assertRefused(
        Modality.IMAGE,
        encoded("image/gif", "no"),
        RejectReason.UNSUPPORTED_MEDIA_TYPE,
        "media type 'image/gif' for IMAGE; allowed are [image/png, image/jpeg, image/tiff, application/dicom]");
    assertRefused(
        Modality.TEXT, encoded("text/plain", " "), RejectReason.BLANK_TEXT, "without a word");
    assertRefused(
        Modality.TEXT,
        new Encoded("text/plain", new byte[] {(byte) 0xc3}),
        RejectReason.INVALID_UTF8,
        "not valid UTF-8");
    assertRefused(
        Modality.AUDIO,
        encoded("audio/wav", "RIFF"),
        RejectReason.UNSUPPORTED_MEDIA_TYPE,
        "this ViLT reads IMAGE and TEXT");
  }

  @Test
  void readyFeaturesMustFit() throws Exception {
    Tensor wide = new Tensor(new int[] {3, 32, 96}, new float[3 * 32 * 96]);
    assertThat(reader.extract(Modality.IMAGE, wide).shape()).containsExactly(3, 32, 96);
    for (int[] shape : new int[][] {{1, 64, 64}, {3, 64, 72}, {3, 64, 128}, {3, 0, 64}, {3, 64}}) {
      int size = 1;
      for (int d : shape) {
        size *= d;
      }
      assertRefused(
          Modality.IMAGE,
          new Tensor(shape, new float[size]),
          RejectReason.WRONG_SHAPE,
          "allowed is (3, height, width) for IMAGE, both sides multiples of 16, at most 6784"
              + " pixels");
    }
    assertRefused(
        Modality.TEXT,
        new Tensor(new int[] {13}, new float[13]),
        RejectReason.WRONG_SHAPE,
        "allowed is (1 to 12) for TEXT");
    assertRefused(
        Modality.TEXT,
        new Tensor(new int[] {1}, new float[] {200}),
        RejectReason.WRONG_SHAPE,
        "allowed are whole numbers in [0, 200)");
    assertRefused(
        Modality.TEXT,
        new Tensor(new int[] {1}, new float[] {Float.NaN}),
        RejectReason.NOT_FINITE,
        "NaN");
  }

  private Features text(String text) throws PayloadException {
    return reader.extract(Modality.TEXT, encoded("text/plain", text));
  }

  private static Encoded encoded(String mediaType, String bytes) {
    return new Encoded(mediaType, bytes.getBytes(StandardCharsets.UTF_8));
  }

  private void assertRefused(
      Modality modality, Payload payload, RejectReason reason, String message) {
    assertThatThrownBy(() -> reader.extract(modality, payload))
        .isInstanceOf(PayloadException.class)
        .hasMessageContaining(message)
        .extracting(e -> ((PayloadException) e).reason())
        .isEqualTo(reason);
  }
}
