package io.lacuna.model.vilt;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.lacuna.model.tensor.RawSafetensors;
import io.lacuna.model.tensor.RawSafetensors.Raw;
import io.lacuna.model.tensor.Safetensors;
import io.lacuna.model.tensor.Torch;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A ViLT-b32 with random weights, from file to vector: that its size is no obstacle, and what it
 * costs. Prints the figures of docs/models.md.
 */
@Tag("slow")
class ViltFullSizeTest {
  private static final String CONFIG =
      """
      {"model_type": "vilt", "vocab_size": 30522, "hidden_size": 768, "num_hidden_layers": 12,
       "num_attention_heads": 12, "intermediate_size": 3072, "max_position_embeddings": 40,
       "image_size": 384, "patch_size": 32, "num_channels": 3, "type_vocab_size": 2,
       "modality_type_vocab_size": 2, "layer_norm_eps": 1e-12, "hidden_act": "gelu"}
      """;

  @TempDir Path dir;

  private ViltConfig config;

  @BeforeEach
  void prepare() throws IOException {
    Files.writeString(dir.resolve("config.json"), CONFIG);
    TinyVilt.vocabulary(dir.resolve("vocab.txt"), 30_522, 101, 102);
    config = ViltConfig.read(dir);
  }

  @Test
  void oneFileAndShardsAndSixteenBitsServeBatchesWhoseRecordsDoNotMeet() throws Exception {
    writeFile();
    String whole = serve("one file, F32");
    writeShards();
    assertThat(serve("two shards, F32")).isEqualTo(whole);
    writeBfloat16();
    assertThat(serve("one file, BF16")).isNotEqualTo(whole);
  }

  private Map<String, NDArray> random(NDManager m) {
    Map<String, NDArray> arrays = new TreeMap<>();
    Random random = new Random(17);
    ViltWeights.shapes(config)
        .forEach(
            (name, shape) -> {
              boolean scale =
                  name.toLowerCase().contains("layernorm.weight")
                      || name.endsWith("layernorm_before.weight")
                      || name.endsWith("layernorm_after.weight");
              arrays.put("vilt." + name, normal(random, shape, scale ? 1 : 0, m));
            });
    return arrays;
  }

  private static NDArray normal(Random random, Shape shape, float mean, NDManager m) {
    float[] values = new float[Math.toIntExact(shape.size())];
    for (int i = 0; i < values.length; i++) {
      values[i] = mean + 0.03f * (float) random.nextGaussian();
    }
    return m.create(values, shape);
  }

  private void writeFile() throws IOException {
    try (NDManager m = Torch.newManager("cpu")) {
      Safetensors.write(dir.resolve("model.safetensors"), random(m), Map.of());
    }
  }

  /** Takes the one file apart and removes it. */
  private void writeShards() throws IOException {
    Path file = dir.resolve("model.safetensors");
    try (NDManager m = Torch.newManager("cpu")) {
      Map<String, NDArray> arrays = Safetensors.read(file, m).asMap();
      Map<String, String> index = new TreeMap<>();
      for (int i = 0; i < 2; i++) {
        String shard = "model-0000%d-of-00002.safetensors".formatted(i + 1);
        Map<String, NDArray> part = new TreeMap<>();
        for (Map.Entry<String, NDArray> e : arrays.entrySet()) {
          if (index.size() < arrays.size() / 2 * (i + 1) + i && !index.containsKey(e.getKey())) {
            index.put(e.getKey(), shard);
            part.put(e.getKey(), e.getValue());
          }
        }
        Safetensors.write(dir.resolve(shard), part, Map.of());
      }
      Files.writeString(
          dir.resolve("model.safetensors.index.json"),
          new JsonMapper().writeValueAsString(Map.of("weight_map", index)));
    }
    Files.delete(file);
  }

  private void writeBfloat16() throws IOException {
    Map<String, Raw> raw = new TreeMap<>();
    try (NDManager m = Torch.newManager("cpu")) {
      random(m)
          .forEach(
              (name, a) ->
                  raw.put(
                      name, RawSafetensors.bfloat16(a.getShape().getShape(), a.toFloatArray())));
    }
    RawSafetensors.write(dir.resolve("model.safetensors"), raw);
  }

  /** Runs {@link ViltProbe} in a process of its own; returns the digest that it ends with. */
  private String serve(String what) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    String own = System.getProperty("java.class.path");
    command.addAll(List.of("-cp", System.getProperty("surefire.test.class.path", own)));
    Path report = dir.resolve("report.txt");
    command.addAll(List.of(ViltProbe.class.getName(), dir.toString(), report.toString()));
    Path log = dir.resolve("probe.log");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    assertThat(process.waitFor()).as(() -> read(log)).isZero();
    List<String> lines = new ArrayList<>(Files.readAllLines(report));
    String digest = lines.remove(lines.size() - 1);
    System.out.println(what + ": " + String.join("; ", lines));
    return digest;
  }

  private static String read(Path log) {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      return e.toString();
    }
  }
}
