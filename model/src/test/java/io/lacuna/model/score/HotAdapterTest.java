package io.lacuna.model.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lacuna.model.adapter.Adapter;
import io.lacuna.model.adapter.AdapterException;
import io.lacuna.model.adapter.Golden;
import io.lacuna.model.adapter.Method;
import io.lacuna.model.adapter.Refusal;
import io.lacuna.model.adapter.SmallAdapters;
import io.lacuna.model.base.BaseConfig;
import io.lacuna.model.base.BaseStore;
import io.lacuna.model.base.Bases;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Adapters that come and go while the model serves, and those that must not come. */
class HotAdapterTest {
  @TempDir static Path dir;
  private static Path base;
  private static String first;
  private static DjlScoringModel model;

  @BeforeAll
  static void open() throws IOException {
    base = dir.resolve("base");
    Bases.save(base);
    first = SmallAdapters.write(base, dir.resolve("first"), Method.LOW_RANK_MIXTURE, 1);
    model =
        DjlScoringModel.openVerified(
            base, List.of(dir.resolve("first")), "cpu", BatchShape.DYNAMIC);
  }

  @AfterAll
  static void close() {
    model.close();
  }

  private static Path adapter(String name, Method method, long seed) throws IOException {
    Path folder = dir.resolve(name);
    SmallAdapters.write(base, folder, method, seed);
    return folder;
  }

  private static void refused(Path folder, String digest, Refusal reason) {
    int arrays = model.managedArrays();
    assertThatThrownBy(() -> model.load(folder, digest))
        .isInstanceOfSatisfying(
            AdapterException.class, e -> assertThat(e.reason()).isEqualTo(reason))
        .message()
        .doesNotContain("\n");
    assertThat(model.adapters()).doesNotContain(digest);
    assertThat(model.managedArrays()).isEqualTo(arrays);
  }

  @Test
  void aSecondAdapterServesUntilItIsUnloaded() throws IOException {
    Path folder = dir.resolve("second");
    String second = SmallAdapters.write(base, folder, Method.MODALITY_AWARE_LORA, 2);
    BaseConfig config = BaseStore.readConfig(base);
    ScoringRequest request =
        new ScoringRequest(Bases.records(config, new Random(1), "IT-").get(0), second);
    int arrays = model.managedArrays();

    model.load(folder, second);
    List<float[]> scores = model.score(List.of(request)).get(0).values();
    assertThat(scores.get(1)).hasSize(2);
    model.unload(second);

    assertThat(model.managedArrays()).isEqualTo(arrays);
    assertThat(model.adapterId(second)).isEqualTo("small-2");
    assertThatThrownBy(() -> model.score(List.of(request))).hasMessageContaining("is not loaded");
  }

  @Test
  void theDefaultAdapterStays() {
    assertThatThrownBy(() -> model.unload(first)).hasMessageContaining("stays loaded");
  }

  @Test
  void refusesAnotherDigestThanAnnounced() throws IOException {
    refused(adapter("other", Method.LOW_RANK_MIXTURE, 3), "0".repeat(64), Refusal.DIGEST_DIFFERS);
  }

  @Test
  void refusesWithoutAGoldenRecord() throws IOException {
    Path folder = dir.resolve("bare");
    String digest = SmallAdapters.write(base, folder, Method.LOW_RANK_MIXTURE, 4);
    Files.delete(folder.resolve(Golden.FILE));
    refused(folder, digest, Refusal.GOLDEN_MISSING);
  }

  @Test
  void refusesTheGoldenRecordOfAnother() throws IOException {
    Path folder = dir.resolve("swapped");
    String digest = SmallAdapters.write(base, folder, Method.LOW_RANK_MIXTURE, 5);
    Path other = adapter("swapped-with", Method.LOW_RANK_MIXTURE, 6);
    Files.delete(folder.resolve(Golden.FILE));
    Files.copy(other.resolve(Golden.FILE), folder.resolve(Golden.FILE));
    refused(folder, digest, Refusal.GOLDEN_INVALID);
  }

  @Test
  void refusesScoresThatAreNotTheGoldenOnes() throws IOException {
    Path folder = dir.resolve("drifted");
    String digest = SmallAdapters.write(base, folder, Method.LOW_RANK_MIXTURE, 7);
    overwriteLastValue(folder.resolve(Golden.FILE), 0.25f);
    refused(folder, digest, Refusal.GOLDEN_DIFFERS);
  }

  @Test
  void refusesHalfAFile() throws IOException {
    Path folder = dir.resolve("half");
    String digest = SmallAdapters.write(base, folder, Method.LOW_RANK_MIXTURE, 8);
    Path tensors = folder.resolve(Adapter.TENSORS);
    try (FileChannel channel = FileChannel.open(tensors, StandardOpenOption.WRITE)) {
      channel.truncate(Files.size(tensors) / 2);
    }
    refused(folder, digest, Refusal.TENSORS_INVALID);
  }

  @Test
  void refusesAWeightThatIsNotFinite() throws IOException {
    Path folder = dir.resolve("nan");
    String digest = SmallAdapters.write(base, folder, Method.LOW_RANK_MIXTURE, 9);
    overwriteLastValue(folder.resolve(Adapter.TENSORS), Float.NaN);
    refused(folder, digest, Refusal.NOT_FINITE);
  }

  @Test
  void refusesAConfigurationThatCannotBeRead() throws IOException {
    Path folder = dir.resolve("garbled");
    String digest = SmallAdapters.write(base, folder, Method.LOW_RANK_MIXTURE, 10);
    Files.writeString(folder.resolve(Adapter.CONFIG), "{\"id\": ");
    refused(folder, digest, Refusal.CONFIG_INVALID);
  }

  @Test
  void refusesAnAdapterOfAnotherBase() throws IOException {
    Path otherBase = dir.resolve("other-base");
    Bases.save(otherBase, 8);
    Path folder = dir.resolve("foreign");
    String digest = SmallAdapters.write(otherBase, folder, Method.LOW_RANK_MIXTURE, 11);
    refused(folder, digest, Refusal.OTHER_BASE);
  }

  @Test
  void aGoldenRecordCanBeMadeAnewAndKeepsTheDigest() throws IOException {
    Path folder = dir.resolve("renewed");
    String digest = SmallAdapters.write(base, folder, Method.MODALITY_AWARE_LORA, 12);
    byte[] before = Files.readAllBytes(folder.resolve(Golden.FILE));
    Files.delete(folder.resolve(Golden.FILE));

    AdapterFolder.writeGolden(folder, base);

    assertThat(AdapterFolder.verify(folder, base).digest()).isEqualTo(digest);
    assertThat(Files.readAllBytes(folder.resolve(Golden.FILE))).isEqualTo(before);
  }

  /** The last four bytes of a safetensors file are a value of its last tensor. */
  private static void overwriteLastValue(Path file, float value) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(4).order(java.nio.ByteOrder.LITTLE_ENDIAN);
    bytes.putFloat(value).flip();
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.write(bytes, Files.size(file) - 4);
    }
  }
}
