package io.lacuna.model.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.lacuna.model.tensor.RawSafetensors.Raw;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WeightsFolderTest {
  private static final String INDEX = "model.safetensors.index.json";

  @TempDir Path dir;

  private final NDManager manager = Torch.newManager("cpu");

  @AfterEach
  void close() {
    manager.close();
  }

  @Test
  void joinsShardsUnderNewNames() throws IOException {
    write("one.safetensors", "a", 1);
    write("two.safetensors", "b", 2);
    index("{\"a\":\"one.safetensors\",\"b\":\"two.safetensors\"}");
    WeightsFolder folder = WeightsFolder.open(dir);
    assertThat(folder.shapes()).isEqualTo(Map.of("a", new Shape(2), "b", new Shape(2)));
    Parameters loaded = folder.load(Map.of("x", "b", "y", "a"), manager);
    assertThat(loaded.get("x").toFloatArray()).containsExactly(2, 2);
    assertThat(loaded.get("y").toFloatArray()).containsExactly(1, 1);
  }

  @Test
  void oneFileGoesBeforeAnIndex() throws IOException {
    write("model.safetensors", "a", 3);
    index("{\"a\":\"absent.safetensors\"}");
    assertThat(load("a").toFloatArray()).containsExactly(3, 3);
  }

  @Test
  void widensSixteenBitFloats() throws IOException {
    float[] values = {1.5f, -2};
    RawSafetensors.write(
        dir.resolve("model.safetensors"),
        Map.of(
            "brain",
            RawSafetensors.bfloat16(new long[] {2}, values),
            "half",
            new Raw("F16", new long[] {2}, halves(values))));
    for (String name : new String[] {"brain", "half"}) {
      assertThat(load(name).getDataType()).isEqualTo(DataType.FLOAT32);
      assertThat(load(name).toFloatArray()).containsExactly(values);
    }
  }

  private ByteBuffer halves(float[] values) {
    return Parameters.littleEndian(manager.create(values).toType(DataType.FLOAT16, true));
  }

  @Test
  void otherTypesAndAbsentTensorsAreNamed() throws IOException {
    Path file = dir.resolve("model.safetensors");
    Safetensors.write(file, Map.of("ids", manager.create(new long[] {1})), Map.of());
    assertThatThrownBy(() -> load("ids"))
        .isInstanceOf(IOException.class)
        .hasMessage(file + ": tensor 'ids' has dtype I64; allowed are [F32, F16, BF16]");
    assertThatThrownBy(() -> load("x")).hasMessage(dir + " has no tensor 'x'");
  }

  @Test
  void aFolderWithoutWeightsIsRefused() {
    assertThatThrownBy(() -> WeightsFolder.open(dir))
        .isInstanceOf(IOException.class)
        .hasMessage(
            dir + " holds no weights; allowed are model.safetensors, or shards with " + INDEX);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[]|weight_map must be an object that names at least one tensor",
        "{}|weight_map must be an object that names at least one tensor",
        "{\"a\":\"one.safetensors\",\"b\":\"../one.safetensors\"}|tensor 'b' is in \"../one",
        "{\"a\":\"/etc/one.safetensors\"}|allowed are plain names of files beside the index",
        "{\"a\":\"x/one.safetensors\"}|allowed are plain names",
        "{\"a\":\"x\\\\one.safetensors\"}|allowed are plain names",
        "{\"a\":\".one.safetensors\"}|allowed are plain names",
        "{\"a\":\"one.bin\"}|allowed are plain names",
        "{\"a\":\"one\\u0000.safetensors\"}|allowed are plain names",
        "{\"a\":7}|tensor 'a' is in 7; allowed are plain names",
        "{\"a\":\"one.safetensors\",\"b\":\"absent.safetensors\"}"
            + "|names absent.safetensors, which is not in the folder",
        "{\"a\":\"one.safetensors\",\"b\":\"one.safetensors\"}"
            + "|says that tensor 'b' is in one.safetensors; it is not",
        "{\"b\":\"two.safetensors\",\"a\":\"two.safetensors\"}"
            + "|says that tensor 'a' is in two.safetensors; it is not",
        "{\"a\":\"one.safetensors\",\"a\":\"two.safetensors\"}|is not JSON",
        "{\"a\":\"one.safetensors\"|is not JSON",
      })
  void refusesAnUnsoundIndex(String weightMap, String message) throws IOException {
    write("one.safetensors", "a", 1);
    write("two.safetensors", "b", 2);
    index(weightMap);
    assertThatThrownBy(() -> WeightsFolder.open(dir))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(dir.resolve(INDEX).toString())
        .hasMessageContaining(message);
  }

  @Test
  void refusesAShardWithMoreThanTheIndexSays() throws IOException {
    write("one.safetensors", "a", 1);
    Safetensors.write(
        dir.resolve("two.safetensors"),
        Map.of("a", manager.ones(new Shape(2)), "b", manager.ones(new Shape(2))),
        Map.of());
    index("{\"b\":\"two.safetensors\"}");
    assertThatThrownBy(() -> WeightsFolder.open(dir))
        .hasMessage(
            "two.safetensors holds tensor 'a', which " + dir.resolve(INDEX) + " does not name");
    index("{\"a\":\"one.safetensors\",\"b\":\"two.safetensors\"}");
    assertThatThrownBy(() -> WeightsFolder.open(dir))
        .hasMessageEndingWith(dir.resolve(INDEX) + " puts in one.safetensors");
  }

  @Test
  void refusesADamagedShard() throws IOException {
    write("one.safetensors", "a", 1);
    Files.write(dir.resolve("two.safetensors"), new byte[20]);
    index("{\"a\":\"one.safetensors\",\"b\":\"two.safetensors\"}");
    assertThatThrownBy(() -> WeightsFolder.open(dir))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("two.safetensors says its header has 0 bytes");
  }

  private NDArray load(String name) throws IOException {
    return WeightsFolder.open(dir).load(Map.of("it", name), manager).get("it");
  }

  private void write(String file, String tensor, float value) throws IOException {
    NDArray array = manager.full(new Shape(2), value);
    Safetensors.write(dir.resolve(file), Map.of(tensor, array), Map.of());
  }

  private void index(String weightMap) throws IOException {
    Files.writeString(
        dir.resolve(INDEX), "{\"metadata\":{\"total_size\":16},\"weight_map\":" + weightMap + "}");
  }
}
