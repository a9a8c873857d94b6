package io.lacuna.model.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.lacuna.model.tensor.Parameters;
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

class AdapterTest {
  private final NDManager manager = Torch.newManager("cpu");
  private Adapter adapter;

  @TempDir Path parent;
  private Path folder;

  @BeforeEach
  void write() throws IOException {
    AdapterModel model = AdapterModel.of(Fixtures.config(Method.LOW_RANK_MIXTURE));
    adapter = new Adapter(model, model.init(manager, 3));
    folder = parent.resolve("mmolre");
    AdapterWriter.write(folder, adapter, "{}", "# card");
  }

  @AfterEach
  void close() {
    manager.close();
  }

  private Adapter load() {
    return Adapter.load(folder, manager, Fixtures.BASE_DIGEST);
  }

  private void refused(String message) {
    assertThatThrownBy(this::load)
        .isInstanceOf(AdapterException.class)
        .hasMessageContaining(message);
  }

  private void rewrite(Map<String, NDArray> arrays) throws IOException {
    Safetensors.write(folder.resolve(Adapter.TENSORS), arrays, Map.of());
  }

  @Test
  void comesBackAsItWasWritten() {
    Adapter read = load();
    assertThat(read.config()).isEqualTo(adapter.config());
    assertThat(read.digest()).isEqualTo(adapter.digest()).hasSize(64);
    assertThat(folder).isDirectoryContaining("glob:**/README.md");
  }

  @Test
  void replacesAnOlderFolderAndLeavesNothingBehind() throws IOException {
    AdapterModel model = adapter.model();
    Adapter other = new Adapter(model, model.init(manager, 4));
    AdapterWriter.write(folder, other, "{}", "# card");
    assertThat(load().digest()).isEqualTo(other.digest()).isNotEqualTo(adapter.digest());
    assertThat(parent).isDirectoryNotContaining("glob:**/.mmolre*");
  }

  @Test
  void refusesAnotherBase() {
    assertThatThrownBy(() -> Adapter.load(folder, manager, "ef".repeat(32)))
        .hasMessageContaining("base_model_digest")
        .hasMessageContaining("ef".repeat(32));
  }

  @Test
  void refusesTensorsThatDoNotFit() throws IOException {
    Map<String, NDArray> arrays = new TreeMap<>(adapter.parameters().asMap());
    arrays.put("head.emotion.2.bias", manager.create(new float[3]));
    rewrite(arrays);
    refused("'head.emotion.2.bias' must have shape (2) but has (3)");
    arrays.remove("head.emotion.2.bias");
    rewrite(arrays);
    refused("'head.emotion.2.bias' must have shape (2) but is missing");
    arrays.put("head.emotion.2.bias", manager.create(new float[2]));
    arrays.put("extra", manager.create(1f));
    rewrite(arrays);
    refused("unknown tensor 'extra'");
    arrays.remove("extra");
    arrays.put("head.emotion.2.bias", manager.create(new long[2]));
    rewrite(arrays);
    refused("'head.emotion.2.bias' is I64, must be F32");
  }

  @Test
  void refusesValuesThatAreNoNumbers() throws IOException {
    Map<String, NDArray> arrays = new TreeMap<>(adapter.parameters().asMap());
    arrays.put("head.emotion.2.bias", manager.create(new float[] {0, Float.NaN}));
    rewrite(arrays);
    refused("'head.emotion.2.bias' holds a value that is not finite");
    arrays.put("head.emotion.2.bias", manager.create(new float[] {Float.NEGATIVE_INFINITY, 0}));
    rewrite(arrays);
    refused("'head.emotion.2.bias' holds a value that is not finite");
  }

  @Test
  void refusesADamagedConfiguration() throws IOException {
    Path config = folder.resolve(Adapter.CONFIG);
    String text = Files.readString(config);
    Files.writeString(config, text.replace("\"r\" : 4", "\"r\" : 0"));
    refused("r, lora_alpha, hidden_size must be at least 1");
    Files.writeString(config, text.replace("\"seed\"", "\"sead\""));
    refused("'seed'");
    Files.writeString(config, text.substring(0, text.length() / 2));
    refused(Adapter.CONFIG);
    Files.delete(config);
    refused(Adapter.CONFIG);
  }

  @Test
  void theDigestFollowsTensorsAndConfiguration() {
    Map<String, NDArray> arrays = new TreeMap<>(adapter.parameters().asMap());
    arrays.put("head.emotion.2.bias", manager.create(new float[] {0, 1e-6f}));
    Adapter other = new Adapter(adapter.model(), Parameters.of(arrays));
    assertThat(other.digest()).isNotEqualTo(adapter.digest());
  }
}
