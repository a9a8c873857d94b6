package io.lacuna.model.vilt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.lacuna.model.features.Golden;
import io.lacuna.model.tensor.Parameters;
import io.lacuna.model.tensor.RawSafetensors;
import io.lacuna.model.tensor.RawSafetensors.Raw;
import io.lacuna.model.tensor.Safetensors;
import io.lacuna.model.tensor.Torch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ViltWeightsTest {
  private static final Path TINY = Golden.path("vilt_tiny");
  private static final String FILE = "model.safetensors";
  private static final String WORDS = "embeddings.text_embeddings.word_embeddings.weight";

  @TempDir Path dir;

  private final NDManager manager = Torch.newManager("cpu");
  private ViltConfig config;
  private Parameters tiny;
  private Map<String, NDArray> original;

  @BeforeEach
  void load() throws IOException {
    config = ViltConfig.read(TINY);
    tiny = ViltWeights.load(TINY, config, manager);
    original = new TreeMap<>(Safetensors.read(TINY.resolve(FILE), manager).asMap());
  }

  @AfterEach
  void close() {
    manager.close();
  }

  @Test
  void namesMayLackThePrefix() throws IOException {
    assertThat(original.keySet()).allMatch(name -> name.startsWith("vilt."));
    Safetensors.write(dir.resolve(FILE), tiny.asMap(), Map.of());
    assertThat(ViltWeights.load(dir, config, manager).digest()).isEqualTo(tiny.digest());
  }

  @Test
  void headsAndTheTableOfPositionsAreLeftOut() throws IOException {
    original.put("mlm_score.bias", manager.ones(new Shape(200)));
    original.put("classifier.0.weight", manager.ones(new Shape(96, 48)));
    original.put(
        "vilt.embeddings.text_embeddings.position_ids",
        manager.arange(0, 12, 1, DataType.INT64).reshape(1, 12));
    Safetensors.write(dir.resolve(FILE), original, Map.of());
    assertThat(ViltWeights.load(dir, config, manager).digest()).isEqualTo(tiny.digest());
  }

  @Test
  void shardsGiveTheSameWeights() throws IOException {
    Map<String, String> index = shard(original);
    assertThat(index.values()).contains("model-00001-of-00002.safetensors");
    assertThat(ViltWeights.load(dir, config, manager).digest()).isEqualTo(tiny.digest());
  }

  private Map<String, String> shard(Map<String, NDArray> all) throws IOException {
    Map<String, String> index = new TreeMap<>();
    for (int i = 0; i < 2; i++) {
      String name = "model-0000" + (i + 1) + "-of-00002.safetensors";
      int parity = i;
      Map<String, NDArray> part = new TreeMap<>(all);
      part.keySet().removeIf(key -> (key.hashCode() & 1) != parity);
      part.keySet().forEach(key -> index.put(key, name));
      Safetensors.write(dir.resolve(name), part, Map.of());
    }
    String json = new JsonMapper().writeValueAsString(Map.of("weight_map", index));
    Files.writeString(dir.resolve("model.safetensors.index.json"), json);
    return index;
  }

  /** A bfloat16 has 8 significant bits and a half 11: the states move by that and no more. */
  @Test
  void sixteenBitWeightsAreWidened() throws IOException {
    Map<String, Raw> brain = new TreeMap<>();
    original.forEach(
        (name, a) ->
            brain.put(name, RawSafetensors.bfloat16(a.getShape().getShape(), a.toFloatArray())));
    RawSafetensors.write(dir.resolve(FILE), brain);
    assertClose(ViltWeights.load(dir, config, manager), 1f / 128);
    Files.delete(dir.resolve(FILE));
    original.replaceAll((name, a) -> a.toType(DataType.FLOAT16, false));
    shard(original);
    assertClose(ViltWeights.load(dir, config, manager), 1f / 2048);
  }

  private void assertClose(Parameters rounded, float relative) {
    assertThat(rounded.digest()).isNotEqualTo(tiny.digest());
    tiny.asMap()
        .forEach(
            (name, exact) -> {
              NDArray difference = rounded.get(name).sub(exact).abs();
              NDArray allowed = exact.abs().mul(relative).add(1e-7);
              assertThat(rounded.get(name).getDataType()).isEqualTo(DataType.FLOAT32);
              assertThat(difference.sub(allowed).max().getFloat()).as(name).isLessThanOrEqualTo(0);
            });
  }

  @Test
  void aMissingTensorIsNamedWithItsShape() throws IOException {
    original.remove("vilt." + WORDS);
    assertRefused("tensor 'vilt." + WORDS + "' is missing; config.json asks for (200, 48)");
  }

  @Test
  void anotherShapeIsNamed() throws IOException {
    original.put("vilt." + WORDS, manager.ones(new Shape(200, 47)));
    assertRefused(
        "tensor 'vilt." + WORDS + "' has shape (200, 47); config.json asks for (200, 48)");
  }

  @Test
  void weightsOfMoreLayersAreRefused() throws IOException {
    original.put("vilt.encoder.layer.3.output.dense.bias", manager.ones(new Shape(48)));
    original.put("lm_head.bias", manager.ones(new Shape(48)));
    assertRefused(
        "2 tensors are none of a ViLT with this config.json, the first is 'lm_head.bias'");
  }

  private void assertRefused(String message) throws IOException {
    Safetensors.write(dir.resolve(FILE), original, Map.of());
    assertThatThrownBy(() -> ViltWeights.load(dir, config, manager))
        .isInstanceOf(IOException.class)
        .hasMessage(dir + ": " + message);
  }
}
