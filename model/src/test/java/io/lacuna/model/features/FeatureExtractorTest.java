package io.lacuna.model.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.lacuna.model.modality.Payload;
import io.lacuna.model.modality.Payload.Encoded;
import io.lacuna.model.modality.Payload.Tensor;
import io.lacuna.model.modality.PayloadException;
import io.lacuna.model.modality.RejectReason;
import io.lacuna.schema.Modality;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FeatureExtractorTest {
  private static final FeatureSpec SPEC =
      new FeatureSpec(
          new ImageSpec(1, 8, 6, 0.5f, 0.5f),
          new TextSpec(6),
          new AudioSpec(8000, 256, 80, 4, 0, 4000, 2, 10, false));

  private final FeatureExtractor extractor = new FeatureExtractor(SPEC);

  @AfterEach
  void close() {
    extractor.close();
  }

  @Test
  void textBecomesTheIdsOfTheTextModel() throws Exception {
    assertThat(text("Loved this place").values()).containsExactly(101, 3866, 2023, 2173, 102);
    assertThat(text("Loved this place, loved this place").values())
        .containsExactly(101, 3866, 2023, 2173, 1010, 102);
  }

  @Test
  void aPictureIsSquashedAndAClipFramed() throws Exception {
    byte[] png = Golden.bytes("resize/photo.png");
    assertThat(extractor.extract(Modality.IMAGE, new Encoded("image/png", png)).shape())
        .containsExactly(1, 8, 6);
    byte[] wav = Golden.bytes("logmel/chirp_16k_mono.wav");
    assertThat(extractor.extract(Modality.AUDIO, new Encoded("Audio/WAV; rate=16000", wav)).shape())
        .containsExactly(10, 4);
  }

  @Test
  void brokenTextIsNamed() {
    assertRefused(
        Modality.TEXT,
        new Encoded("text/plain", new byte[] {'a', (byte) 0xc3, '('}),
        RejectReason.INVALID_UTF8,
        "text of 3 bytes is not valid UTF-8");
    for (String blank : new String[] {"", " \n\t ", "\u200b\u0000"}) {
      assertRefused(
          Modality.TEXT,
          new Encoded("text/plain", blank.getBytes(StandardCharsets.UTF_8)),
          RejectReason.BLANK_TEXT,
          "without a word");
    }
    assertRefused(
        Modality.TEXT,
        new Encoded("text/plain", new byte[2 << 20]),
        RejectReason.PAYLOAD_TOO_LARGE,
        "at most 1048576");
  }

  @Test
  void otherMediaTypesAreRefused() {
    assertRefused(
        Modality.IMAGE,
        new Encoded("text/plain", new byte[1]),
        RejectReason.UNSUPPORTED_MEDIA_TYPE,
        "media type 'text/plain' for IMAGE; allowed are [image/png, image/jpeg, image/tiff, application/dicom]");
    assertRefused(
        Modality.TEXT,
        new Encoded("text/plain; charset=iso-8859-1", new byte[1]),
        RejectReason.UNSUPPORTED_MEDIA_TYPE,
        "allowed are [text/plain] in UTF-8");
    assertRefused(
        Modality.AUDIO, new Encoded("", new byte[1]), RejectReason.UNSUPPORTED_MEDIA_TYPE, "''");
    assertRefused(
        Modality.AUDIO, new Encoded(";", new byte[1]), RejectReason.UNSUPPORTED_MEDIA_TYPE, "';'");
  }

  @Test
  void tensorsMustFitAndBeFinite() throws Exception {
    Features f = extractor.extract(Modality.IMAGE, new Tensor(new int[] {1, 8, 6}, new float[48]));
    assertThat(f.shape()).containsExactly(1, 8, 6);
    assertRefused(
        Modality.IMAGE,
        new Tensor(new int[] {3, 8, 6}, new float[144]),
        RejectReason.WRONG_SHAPE,
        "shape [3, 8, 6] with 144 values; allowed is (1, 8, 6) for IMAGE");
    assertRefused(
        Modality.AUDIO,
        new Tensor(new int[] {5, 4}, new float[19]),
        RejectReason.WRONG_SHAPE,
        "19 values; allowed is (2 to 10, 4) for AUDIO");
    assertRefused(
        Modality.AUDIO,
        new Tensor(new int[] {2, 4}, new float[] {0, 0, 0, 0, 0, 0, 0, Float.NaN}),
        RejectReason.NOT_FINITE,
        "NaN");
    assertRefused(
        Modality.TEXT,
        new Tensor(new int[] {1}, new float[] {30522}),
        RejectReason.WRONG_SHAPE,
        "no token id");
  }

  @Test
  void aTensorIsCopied() throws Exception {
    float[] values = new float[48];
    Features f = extractor.extract(Modality.IMAGE, new Tensor(new int[] {1, 8, 6}, values));
    values[0] = 9;
    assertThat(f.values()[0]).isZero();
  }

  @Test
  void fourThreadsGiveTheSameBits() throws Exception {
    byte[] wav = Golden.bytes("logmel/chirp_16k_mono.wav");
    float[] expected = extractor.extract(Modality.AUDIO, new Encoded("audio/wav", wav)).values();
    ExecutorService pool = Executors.newFixedThreadPool(4);
    try {
      Callable<Boolean> once =
          () ->
              Arrays.equals(
                      expected,
                      extractor.extract(Modality.AUDIO, new Encoded("audio/wav", wav)).values())
                  && text("battery died").values().length == 4;
      List<Callable<Boolean>> calls = IntStream.range(0, 100).mapToObj(i -> once).toList();
      for (Future<Boolean> same : pool.invokeAll(calls)) {
        assertThat(same.get()).isTrue();
      }
    } finally {
      pool.shutdown();
    }
  }

  @Test
  void aSpecSurvivesJson() throws Exception {
    JsonMapper json = new JsonMapper();
    assertThat(json.readValue(json.writeValueAsString(SPEC), FeatureSpec.class)).isEqualTo(SPEC);
  }

  @Test
  void aSpecNamesWhatIsWrong() {
    assertThatThrownBy(() -> new ImageSpec(2, 8, 8, 0, 1)).hasMessageContaining("1 or 3");
    assertThatThrownBy(() -> new TextSpec(2)).hasMessageContaining("[3, 512]");
    assertThatThrownBy(() -> new AudioSpec(8000, 256, 80, 4, 0, 4001, 1, 2, false))
        .hasMessageContaining("half the sample rate");
  }

  private Features text(String text) throws PayloadException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return extractor.extract(Modality.TEXT, new Encoded("text/plain", bytes));
  }

  private void assertRefused(
      Modality modality, Payload payload, RejectReason reason, String message) {
    assertThatThrownBy(() -> extractor.extract(modality, payload))
        .isInstanceOf(PayloadException.class)
        .hasMessageContaining(message)
        .extracting(e -> ((PayloadException) e).reason())
        .isEqualTo(reason);
  }
}
