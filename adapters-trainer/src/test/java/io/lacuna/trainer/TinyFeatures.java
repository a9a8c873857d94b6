package io.lacuna.trainer;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lacuna.model.tensor.Safetensors;
import io.lacuna.model.tensor.Torch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;

/** A data set of ready features, 60 subjects of 12 groups, and a training for it. */
public record TinyFeatures(Path folder) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int SUBJECTS = 60;

  /**
   * Writes the folder.
   *
   * @param splits whether the last third is split {@code test}; otherwise all are {@code train}
   */
  public void make(boolean splits) throws IOException {
    Files.createDirectories(folder);
    Files.writeString(
        folder.resolve("dataset.json"),
        """
        {"name": "tiny features", "pipeline": "tiny", "group": "call", "note": "Made for a test.",
         "tasks": {"sentiment": {"type": "regression", "min": -1, "max": 1}},
         "modalities": {"text": {"kind": "features", "shape": [3]},
                        "audio": {"kind": "features", "shape": [2]}}}
        """);
    Random random = new Random(4);
    float[] text = new float[SUBJECTS * 3];
    float[] audio = new float[SUBJECTS * 2];
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < SUBJECTS; i++) {
      double truth = random.nextDouble() * 2 - 1;
      for (int j = 0; j < 3; j++) {
        text[i * 3 + j] = (float) (truth + 0.2 * random.nextGaussian());
      }
      for (int j = 0; j < 2; j++) {
        audio[i * 2 + j] = (float) (truth + random.nextGaussian());
      }
      ObjectNode line = JSON.createObjectNode();
      line.put("subject", "s" + i).put("group", "g" + i % 12);
      line.put("split", splits && i % 12 >= 8 ? "test" : "train");
      line.putObject("labels").put("sentiment", truth);
      line.putObject("text").putArray("features").add("text").add(i);
      line.putObject("audio").putArray("features").add("audio").add(i);
      lines.append(line).append('\n');
    }
    Files.writeString(folder.resolve("samples.jsonl"), lines);
    try (NDManager m = Torch.newManager("cpu")) {
      Safetensors.write(
          folder.resolve("features.safetensors"),
          Map.of(
              "text", m.create(text, new Shape(SUBJECTS, 3)),
              "audio", m.create(audio, new Shape(SUBJECTS, 2))),
          Map.of());
    }
  }

  public Path config() throws IOException {
    String loop =
        "{\"epochs\": 3, \"batchSize\": 16, \"learningRate\": 3e-3, \"warmUp\": 0.1,"
            + " \"decay\": \"COSINE\", \"weightDecay\": 0.01, \"clip\": 1, \"patience\": 3}";
    String text =
        """
        {"pipeline": "tiny", "data": "FOLDER", "out": "OUT", "seed": 3,
         "base": {"kind": "features", "name": "tiny-features", "clip": 5},
         "adapter": {"id": "tiny-adapter", "method": "LOW_RANK_MIXTURE", "r": 2, "loraAlpha": 2,
                     "blocks": [0], "width": 8, "experts": 2, "mora": null,
                     "mixture": {"kernel": 1, "input_dropout": 0, "dropout": 0.1, "head_input": "ALL",
                                 "presence_in_gates": true, "hard_mask": true,
                                 "missing_vector": true, "unimodal_heads": true},
                     "weights": {"unimodal": 0.5, "balance": 0.01, "moreVersusFewer": 0.1, "tasks": "FIXED"},
                     "loop": LOOP},
         "missing": {"share": 0.5, "variants": 2},
         "head": LOOP, "calibration": {"level": 0.5, "fewest": 8}, "bootstrapDraws": 50}
        """
            .replace("LOOP", loop)
            .replace("FOLDER", folder.toString())
            .replace("OUT", folder.resolve("models").toString());
    return Files.writeString(folder.resolve("config.json"), text);
  }
}
