package io.lacuna.trainer.compare;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.lacuna.trainer.TinyTraining;
import io.lacuna.trainer.TrainerMain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Both families on a base that has blocks. */
class CompareOnBlocksTest {
  @TempDir private static Path dir;
  private static String config;

  @BeforeAll
  static void train() throws IOException {
    TinyTraining tiny = new TinyTraining(Files.createDirectory(dir.resolve("data")));
    tiny.make();
    config = tiny.config("LOW_RANK_MIXTURE", 1).toString();
    String models = dir.resolve("models").toString();
    assertThat(TrainerMain.commandLine().execute("train", "--config", config, "--out", models))
        .isZero();
  }

  private static CompareRun compare(String methods) {
    return CompareRun.of(
        "--config",
        config,
        "--models",
        dir.resolve("models").toString(),
        "--out",
        dir.resolve("run").toString(),
        "--jobs",
        "1",
        "--json",
        "--methods",
        methods);
  }

  @Test
  void aMoraStandsBesideBlocksAndAMixtureOnTopOfThem() throws IOException {
    CompareRun run = compare("adapter,mora,mora:r=2:blocks=1+2,mmolre:experts=1");
    assertThat(run.code()).as(run.err()).isZero();
    JsonNode trained = run.json().get(0).get("trainedValues");
    assertThat(trained.properties())
        .extracting(Map.Entry::getKey)
        .containsExactly("tiny-adapter", "mora", "mora:r=2:blocks=1+2", "mmolre:experts=1");
    int one = trained.get("mora").asInt();
    int two = trained.get("mora:r=2:blocks=1+2").asInt();
    assertThat(two).as("two deltas of half the rank are as large as one").isEqualTo(one);
    assertThat(trained.get("mmolre:experts=1").asInt())
        .isLessThan(trained.get("tiny-adapter").asInt());
    assertThat(CompareRun.units(dir.resolve("run"))).hasSizeGreaterThanOrEqualTo(4);
  }

  @Test
  void whatTheBaseDoesNotHaveIsRefusedBeforeAnyTraining() {
    Map<String, String> refused =
        Map.of(
            "mora:blocks=6", "blocks [6] must be below 6",
            "mora:experts=2", "no parameter 'experts'; mora takes [blocks, r]",
            "lora-qv:blocks=1", "no parameter 'blocks'; lora-qv takes [r]");
    refused.forEach(
        (methods, message) -> {
          CompareRun run = compare(methods);
          assertThat(run.code()).isEqualTo(2);
          assertThat(run.err()).contains(message);
        });
  }
}
