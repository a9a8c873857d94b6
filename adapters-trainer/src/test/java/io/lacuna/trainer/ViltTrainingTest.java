package io.lacuna.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lacuna.model.adapter.Adapter;
import io.lacuna.model.base.Base;
import io.lacuna.model.bases.BaseFolder;
import io.lacuna.model.modality.Payload;
import io.lacuna.model.score.DjlScoringModel;
import io.lacuna.model.score.Scores;
import io.lacuna.model.score.ScoringRequest;
import io.lacuna.schema.Modality;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** MoRA on a ViLT checkpoint, from a data set folder to a served score. */
class ViltTrainingTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path GOLDEN =
      Path.of("..", "model", "src", "test", "resources", "golden", "vilt_tiny");

  @TempDir Path folder;
  private Path vilt;
  private Path data;

  @BeforeEach
  void make() throws Exception {
    vilt = Files.createDirectory(folder.resolve("vilt"));
    for (String name : List.of("config.json", "model.safetensors")) {
      Files.copy(GOLDEN.resolve(name), vilt.resolve(name));
    }
    Files.writeString(vilt.resolve("vocab.txt"), vocabulary());
    data = Files.createDirectory(folder.resolve("data"));
    new TinyTraining(data).make();
    withoutSound();
  }

  /** The special tokens, and letters and their continuations for all else. */
  private static String vocabulary() {
    List<String> words = new ArrayList<>(List.of("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"));
    for (char c = 'a'; c <= 'z'; c++) {
      words.add(String.valueOf(c));
      words.add("##" + c);
    }
    while (words.size() < 200) {
      words.add("unused" + words.size());
    }
    return String.join("\n", words) + "\n";
  }

  /** A ViLT does not hear. */
  private void withoutSound() throws Exception {
    Path description = data.resolve("dataset.json");
    ObjectNode set = (ObjectNode) JSON.readTree(Files.readString(description));
    ((ObjectNode) set.get("modalities")).remove("audio");
    Files.writeString(description, set.toString());
    StringBuilder lines = new StringBuilder();
    try (Stream<String> all = Files.lines(data.resolve("samples.jsonl"))) {
      for (String line : all.toList()) {
        ObjectNode subject = (ObjectNode) JSON.readTree(line);
        subject.remove("audio");
        lines.append(subject).append('\n');
      }
    }
    Files.writeString(data.resolve("samples.jsonl"), lines);
  }

  private String config(String options) throws Exception {
    String loop =
        "{\"epochs\": 1, \"batchSize\": 8, \"learningRate\": 1e-3, \"warmUp\": 0,"
            + " \"decay\": \"LINEAR\", \"weightDecay\": 0.02, \"clip\": 1, \"patience\": 1}";
    String text =
        """
        {"pipeline": "tiny", "data": "DATA", "out": "OUT", "seed": 3,
         "base": {"kind": "folder", "path": "VILT"},
         "adapter": {"id": "tiny-vilt", "method": "MODALITY_AWARE_LORA", "r": 4, "loraAlpha": 4,
                     "blocks": [0], "width": 4, "experts": 0, "mora": OPTIONS, "mixture": null,
                     "weights": {"unimodal": 0, "balance": 0, "moreVersusFewer": 0, "tasks": "FIXED"},
                     "loop": LOOP},
         "missing": {"share": 0.7, "variants": 1},
         "head": LOOP, "calibration": {"level": 0.5, "fewest": 8}, "bootstrapDraws": 20}
        """
            .replace("LOOP", loop)
            .replace("OPTIONS", options)
            .replace("DATA", data.toString())
            .replace("OUT", folder.resolve("out").toString())
            .replace("VILT", vilt.toString());
    return Files.writeString(folder.resolve("config.json"), text).toString();
  }

  @ParameterizedTest
  @CsvSource({"DUMMY, FIRST_TOKEN", "ABSENT, MODALITY_MEANS"})
  void trainsAndServes(String missing, String readout) throws Exception {
    String options = "{\"missing_input\": \"%s\", \"readout\": \"%s\"}".formatted(missing, readout);
    assertThat(TrainerMain.commandLine().execute("train", "--config", config(options))).isZero();
    Path made = folder.resolve("out/vilt");
    JsonNode metrics = JSON.readTree(Files.readString(made.resolve(Adapter.METRICS)));
    assertThat(metrics.get("byPresence").properties())
        .extracting(Map.Entry::getKey)
        .containsExactlyInAnyOrder("IT-", "I--", "-T-");
    assertThat(Files.readString(made.resolve(Adapter.CARD))).contains(missing, readout);
    assertThat(folder.resolve("out/base")).as("a given base is not copied").doesNotExist();
    try (Base base = BaseFolder.load(vilt, "cpu")) {
      Adapter adapter = Adapter.load(made, base.manager(), base.digest());
      assertThat(metrics.get("digest").asText()).isEqualTo(adapter.digest());
    }
    try (DjlScoringModel served = DjlScoringModel.open(vilt, List.of(made), "cpu")) {
      Payload text = new Payload.Encoded("text/plain", "so bad".getBytes(StandardCharsets.UTF_8));
      Payload image =
          new Payload.Encoded("image/png", Files.readAllBytes(data.resolve("payload/3.png")));
      List<ScoringRequest> batch = new ArrayList<>();
      String digest = served.defaultAdapter();
      batch.add(
          new ScoringRequest(Map.of(Modality.TEXT, served.extract(Modality.TEXT, text)), digest));
      batch.add(
          new ScoringRequest(
              Map.of(
                  Modality.TEXT, served.extract(Modality.TEXT, text),
                  Modality.IMAGE, served.extract(Modality.IMAGE, image)),
              digest));
      batch.add(
          new ScoringRequest(
              Map.of(Modality.IMAGE, served.extract(Modality.IMAGE, image)), digest));
      List<Scores> scores = served.score(batch);
      assertThat(scores).allSatisfy(s -> assertThat(s.confidence()).isBetween(0f, 1f));
      assertThat(scores.get(0).values().get(0)).isNotEqualTo(scores.get(1).values().get(0));
      float alone = served.score(batch.subList(2, 3)).get(0).values().get(1)[0];
      assertThat(Math.abs(alone - scores.get(2).values().get(1)[0])).isLessThan(1e-5f);
    }
  }
}
