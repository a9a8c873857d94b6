package io.lacuna.model.vilt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.lacuna.model.base.Base;
import io.lacuna.model.base.MissingInput;
import io.lacuna.model.base.TokenBatch;
import io.lacuna.model.features.Features;
import io.lacuna.model.features.Golden;
import io.lacuna.model.features.PayloadReader;
import io.lacuna.model.modality.Payload.Encoded;
import io.lacuna.model.tensor.Torch;
import io.lacuna.schema.Modality;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ViltBaseTest {
  @TempDir Path dir;

  @Test
  void payloadsOfAnySizeAndMixAreEmbeddedAndNoRecordDependsOnItsMates() throws Exception {
    TinyVilt.folder(dir, 2, 3);
    try (Base base = ViltBase.load(dir, "cpu");
        PayloadReader reader = base.reader();
        NDManager m = base.manager().newSubManager()) {
      List<Map<Modality, Features>> batch = new ArrayList<>();
      for (String name : List.of("photo", "tiny", "strip", "")) {
        Map<Modality, Features> record = new EnumMap<>(Modality.class);
        if (!name.isEmpty()) {
          byte[] png = Golden.bytes("resize/" + name + ".png");
          record.put(Modality.IMAGE, reader.extract(Modality.IMAGE, new Encoded("image/png", png)));
        }
        if (!name.equals("tiny")) {
          byte[] text = ("a b c " + name).getBytes(StandardCharsets.UTF_8);
          record.put(Modality.TEXT, reader.extract(Modality.TEXT, new Encoded("text/plain", text)));
        }
        batch.add(record);
      }
      TokenBatch tokens = base.embed(batch, m);
      assertThat(tokens.spans().get(Modality.TEXT).start()).isZero();
      assertThat(tokens.presence().toFloatArray())
          .containsExactly(1, 1, 0, 1, 0, 0, 1, 1, 0, 0, 1, 0);
      NDArray together = mean(base, tokens);
      for (int i = 0; i < batch.size(); i++) {
        NDArray alone = mean(base, base.embed(batch.subList(i, i + 1), m));
        assertThat(together.get(i + ":" + (i + 1)).sub(alone).abs().max().getFloat())
            .isLessThan(1e-5f);
      }
    }
  }

  private static NDArray mean(Base base, TokenBatch tokens) {
    return Torch.maskedMean(base.encode(tokens.x0(), tokens.mask(), Map.of()), tokens.mask());
  }

  @Test
  void tellsWhatItIs() throws IOException {
    TinyVilt.folder(dir, 2, 3);
    try (ViltBase base = ViltBase.load(dir, "cpu")) {
      assertThat(base.name()).isEqualTo(dir.getFileName().toString());
      assertThat(base.width()).isEqualTo(48);
      assertThat(base.blocks()).isEqualTo(3);
      assertThat(base.modalities()).containsExactly(Modality.IMAGE, Modality.TEXT);
      assertThat(base.size()).isEqualTo(base.vilt().weights().size()).isGreaterThan(100_000);
      assertThat(base.dummy(Modality.TEXT).values()).containsExactly(2, 3);
      assertThat(base.dummy(Modality.IMAGE).shape()).containsExactly(3, 64, 64);
      assertThat(base.dummy(Modality.IMAGE).values()).containsOnly(1f);
      assertThatThrownBy(() -> base.dummy(Modality.AUDIO)).hasMessageContaining("has no AUDIO");
    }
  }

  @Test
  void audioAndOtherShapesAreRefused() throws IOException {
    TinyVilt.folder(dir, 2, 3);
    try (ViltBase base = ViltBase.load(dir, "cpu");
        NDManager m = base.manager().newSubManager()) {
      Features sound = new Features(new int[] {4, 2}, new float[8]);
      assertThatThrownBy(() -> base.embed(List.of(Map.of(Modality.AUDIO, sound)), m))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("features of AUDIO have shape [4, 2]; base ")
          .hasMessageEndingWith(" takes none for AUDIO");
      assertThatThrownBy(() -> base.embed(List.of(Map.of()), m))
          .hasMessageContaining("none of 1 records has a modality");
      assertThatThrownBy(() -> base.embed(List.of(Map.of()), MissingInput.ABSENT, m))
          .hasMessageContaining("none of 1 records has a modality");
    }
  }

  @Test
  void theDigestFollowsWeightsSizesAndTokenizer() throws IOException {
    TinyVilt.folder(dir, 2, 3);
    String first = digest();
    assertThat(digest()).isEqualTo(first).hasSize(64);
    TinyVilt.vocabulary(dir.resolve("vocab.txt"), TinyVilt.VOCABULARY, 3, 2);
    String otherWords = digest();
    TinyVilt.addToConfig(dir, "\"block_layer_norm_eps\":1e-6");
    String otherSizes = digest();
    byte[] weights = Files.readAllBytes(dir.resolve("model.safetensors"));
    weights[weights.length - 1 - new Random(1).nextInt(100)] ^= 1;
    Files.write(dir.resolve("model.safetensors"), weights);
    assertThat(List.of(first, otherWords, otherSizes, digest())).doesNotHaveDuplicates();
  }

  private String digest() throws IOException {
    try (ViltBase base = ViltBase.load(dir, "cpu")) {
      return base.digest();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"size\":384}|size 384 is not supported; allowed is 64",
        "{\"size\":{\"shortest_edge\":384}}|allowed is {\"shortest_edge\":64}",
        "{\"size_divisor\":16}|size_divisor 16 is not supported; allowed is 32",
        "{\"resample\":2}|resample 2 is not supported; allowed is 3",
        "{\"image_mean\":[0.4,0.5,0.5]}|image_mean [0.4,0.5,0.5] is not supported",
        "{\"do_resize\":false}|do_resize false is not supported; allowed is true",
      })
  void picturesPreparedInAnotherWayAreRefused(String json, String message) throws IOException {
    TinyVilt.folder(dir, 2, 3);
    Path file = dir.resolve("preprocessor_config.json");
    Files.writeString(
        file,
        "{\"size\":{\"shortest_edge\":64},\"size_divisor\":32,\"resample\":3,\"do_resize\":true,"
            + "\"image_mean\":[0.5,0.5,0.5],\"image_std\":[0.5,0.5,0.5]}");
    digest();
    Files.writeString(file, json);
    assertThatThrownBy(this::digest)
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(file + ": ")
        .hasMessageContaining(message);
  }

  @Test
  void aTokenizerThatDoesNotLoadIsRefused() throws IOException {
    TinyVilt.folder(dir, 2, 3);
    Files.writeString(
        dir.resolve("tokenizer.json"), "{\"model\":{\"type\":\"Strange\",\"vocab\":{\"a\":1}}}");
    assertThatThrownBy(this::digest)
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(dir + " cannot be used: not a tokenizer: ");
  }
}
