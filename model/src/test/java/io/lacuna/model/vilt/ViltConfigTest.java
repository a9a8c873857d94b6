package io.lacuna.model.vilt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lacuna.model.features.Golden;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ViltConfigTest {
  private static final JsonMapper JSON = new JsonMapper();

  @TempDir Path dir;

  @Test
  void readsHuggingFacesFields() throws IOException {
    assertThat(ViltConfig.read(Golden.path("vilt_tiny")))
        .isEqualTo(new ViltConfig(200, 48, 3, 4, 96, 12, 64, 16, 3, 2, 2, 1e-12, 1e-12));
  }

  @Test
  void theBlocksMayHaveAnEpsilonOfTheirOwn() throws IOException {
    ViltConfig config = write("block_layer_norm_eps", "1e-06");
    assertThat(config.layerNormEps()).isEqualTo(1e-12);
    assertThat(config.blockNormEps()).isEqualTo(1e-6);
    assertThat(config.withBlockNormEps(1e-12)).isEqualTo(ViltConfig.read(Golden.path("vilt_tiny")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "hidden_act|\"relu\"|hidden_act \"relu\" is not supported; allowed is gelu",
        "hidden_act|null|field hidden_act is missing",
        "model_type|\"bert\"|model_type \"bert\" is not supported; allowed is vilt",
        "qkv_bias|false|qkv_bias false is not supported; allowed is true",
        "max_image_length|100|max_image_length 100 is not supported; allowed is -1",
        "hidden_size|50|num_attention_heads 4 is not supported; it must divide hidden_size 50",
        "hidden_size|48.0|hidden_size 48.0 is not supported; allowed are integers in [1, 1048576]",
        "hidden_size|\"48\"|hidden_size \"48\" is not supported",
        "hidden_size|99999999999|hidden_size 99999999999 is not supported",
        "num_hidden_layers|0|num_hidden_layers 0 is not supported; allowed are integers in [1, 1000]",
        "num_channels|1|num_channels 1 is not supported; allowed is 3",
        "image_size|60|patch_size 16 is not supported; it must divide image_size 60",
        "modality_type_vocab_size|1|modality_type_vocab_size 1 is not supported",
        "layer_norm_eps|0|layer_norm_eps 0 is not supported; allowed are numbers in (0, 0.001]",
        "layer_norm_eps|\"x\"|layer_norm_eps \"x\" is not supported",
      })
  void namesFileFieldValueAndWhatIsAllowed(String field, String value, String message) {
    assertThatThrownBy(() -> write(field, value))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(dir.resolve("config.json") + ": " + message);
  }

  @Test
  void aPatchMustDivideTheSizesThatImagesAreCutTo() throws IOException {
    ObjectNode node = tiny();
    node.put("patch_size", 12).put("image_size", 60);
    Files.writeString(dir.resolve("config.json"), node.toString());
    assertThatThrownBy(() -> ViltConfig.read(dir))
        .hasMessageEndingWith("patch_size 12 is not supported; it must divide the size divisor 32");
  }

  @ParameterizedTest
  @ValueSource(strings = {"vocab_size", "max_position_embeddings", "patch_size", "layer_norm_eps"})
  void everyFieldIsNeeded(String field) {
    assertThatThrownBy(() -> write(field, "null"))
        .hasMessage(dir.resolve("config.json") + ": field " + field + " is missing");
  }

  @Test
  void somethingElseThanAnObjectIsRefused() throws IOException {
    Path file = dir.resolve("config.json");
    assertThatThrownBy(() -> ViltConfig.read(dir)).hasMessage("there is no " + file);
    Files.writeString(file, "[]");
    assertThatThrownBy(() -> ViltConfig.read(dir)).hasMessage(file + " is not a JSON object");
    Files.writeString(file, "");
    assertThatThrownBy(() -> ViltConfig.read(dir)).hasMessage(file + " is not a JSON object");
    Files.writeString(file, "{\"a\":");
    assertThatThrownBy(() -> ViltConfig.read(dir)).hasMessageStartingWith(file + " is not JSON: ");
    Files.write(file, new byte[2 << 20]);
    assertThatThrownBy(() -> ViltConfig.read(dir)).hasMessageEndingWith("at most 1048576");
  }

  private static ObjectNode tiny() throws IOException {
    return (ObjectNode) JSON.readTree(Golden.bytes("vilt_tiny/config.json"));
  }

  private ViltConfig write(String field, String value) throws IOException {
    ObjectNode node = tiny();
    node.set(field, JSON.readTree(value));
    Files.writeString(dir.resolve("config.json"), node.toString());
    return ViltConfig.read(dir);
  }
}
