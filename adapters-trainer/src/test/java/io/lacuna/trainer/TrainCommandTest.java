package io.lacuna.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lacuna.model.adapter.Adapter;
import io.lacuna.model.base.FusionBase;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import javax.imageio.ImageIO;
import javax.sound.sampled.AudioFileFormat;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** The whole way from a data set folder to a checkpoint, on a set of a few dozen subjects. */
class TrainCommandTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String MORA =
      """
      "mora": {"missing_input": "ABSENT", "readout": "MODALITY_MEANS"}, "mixture": null""";
  private static final String MIXTURE =
      """
      "mora": null, "mixture": {"kernel": 3, "presence_in_gates": true, "hard_mask": true,
      "missing_vector": true, "unimodal_heads": true}""";

  @TempDir static Path folder;

  @BeforeAll
  static void makeDataSet() throws IOException {
    Files.createDirectories(folder.resolve("payload"));
    Files.writeString(
        folder.resolve("dataset.json"),
        """
        {"name": "tiny", "pipeline": "tiny", "group": "none",
         "tasks": {"sentiment": {"type": "regression", "min": -1, "max": 1},
                   "emotion": {"type": "multilabel", "labels": ["bright", "loud"]}},
         "modalities": {"image": {"kind": "file", "media_type": "image/png"},
                        "text": {"kind": "text"},
                        "audio": {"kind": "file", "media_type": "audio/wav"}}}
        """);
    StringBuilder lines = new StringBuilder();
    Random random = new Random(5);
    for (int i = 0; i < 32; i++) {
      String split = i < 16 ? "train" : i < 24 ? "validation" : "test";
      lines.append(subject(i, split, random)).append('\n');
    }
    Files.writeString(folder.resolve("samples.jsonl"), lines);
  }

  private static ObjectNode subject(int i, String split, Random random) throws IOException {
    boolean bright = random.nextBoolean();
    boolean loud = random.nextBoolean();
    image("payload/" + i + ".png", bright, random);
    audio("payload/" + i + ".wav", loud, random);
    ObjectNode line = JSON.createObjectNode();
    line.put("subject", "s" + i).put("group", "g" + i).put("split", split);
    ObjectNode labels = line.putObject("labels");
    labels.putArray("emotion").add(bright ? 1 : 0).add(loud ? 1 : 0);
    labels.put("sentiment", bright ? 1 : -1);
    line.putObject("text").put("raw", bright ? "what a lovely day" : "a dark and sad night");
    line.putObject("image").put("file", "payload/" + i + ".png");
    line.putObject("audio").put("file", "payload/" + i + ".wav");
    return line;
  }

  private static void image(String name, boolean bright, Random random) throws IOException {
    BufferedImage image = new BufferedImage(16, 16, BufferedImage.TYPE_BYTE_GRAY);
    for (int p = 0; p < 256; p++) {
      int v = (bright ? 180 : 40) + random.nextInt(40);
      image.getRaster().setSample(p % 16, p / 16, 0, v);
    }
    ImageIO.write(image, "png", folder.resolve(name).toFile());
  }

  private static void audio(String name, boolean loud, Random random) throws IOException {
    byte[] pcm = new byte[2 * 2000];
    for (int i = 0; i < pcm.length; i += 2) {
      short v = (short) (random.nextGaussian() * (loud ? 6000 : 100));
      pcm[i] = (byte) v;
      pcm[i + 1] = (byte) (v >> 8);
    }
    AudioFormat format = new AudioFormat(8000, 16, 1, true, false);
    AudioSystem.write(
        new AudioInputStream(new ByteArrayInputStream(pcm), format, 2000),
        AudioFileFormat.Type.WAVE,
        folder.resolve(name).toFile());
  }

  private static Path config(String method) throws IOException {
    String loop =
        "{\"epochs\": 2, \"batchSize\": 8, \"learningRate\": 3e-3, \"warmUp\": 0.1,"
            + " \"decay\": \"COSINE\", \"weightDecay\": 0.01, \"clip\": 1, \"patience\": 2}";
    boolean mora = method.equals("MODALITY_AWARE_LORA");
    String text =
        """
        {"pipeline": "tiny", "data": "FOLDER", "out": "OUT", "seed": 3,
         "base": {"name": "tiny-base",
           "features": {
             "image": {"channels": 1, "height": 16, "width": 16, "mean": 0.5, "std": 0.5},
             "text": {"maxTokens": 12},
             "audio": {"sampleRate": 8000, "nFft": 256, "hop": 80, "mels": 8, "fMin": 0,
                       "fMax": 4000, "minFrames": 8, "maxFrames": 32, "pitch": false}},
           "imageStem": {"channels": [8, 8], "blocks": [0, 0], "grid": 2},
           "audioStem": {"channels": [8, 8], "kernel": 3}},
         "stems": {
           "image": {"loop": LOOP, "augmentation": {"shift": 0.1, "scale": 0.1, "degrees": 5,
                     "mirror": true, "contrast": 0.1, "colour": 0.1, "noise": 0.1}},
           "audio": {"loop": LOOP, "augmentation": {"mels": 8, "shift": 3, "gain": 0.1,
                     "bands": 1, "tempo": 0.1, "noise": 0.1, "masks": 1, "maskShare": 0.2,
                     "maxFrames": 32}}},
         "adapter": {"id": "tiny-adapter", "method": "METHOD", "r": 2, "loraAlpha": 2,
                     "blocks": BLOCKS, "width": 16, "experts": 2, OPTIONS,
                     "weights": {"unimodal": 0.5, "balance": 0.01}, "loop": LOOP},
         "missing": {"share": 0.5, "variants": 2},
         "zeroFill": LOOP, "bootstrapDraws": 50}
        """
            .replace("LOOP", loop)
            .replace("FOLDER", folder.toString())
            .replace("METHOD", method)
            .replace("BLOCKS", mora ? "[0]" : "[0, 1]")
            .replace("OPTIONS", mora ? MORA : MIXTURE);
    return Files.writeString(Files.createTempFile(folder, "config", ".json"), text);
  }

  private static int run(String... args) {
    return new CommandLine(new TrainerMain()).execute(args);
  }

  private static String digest(Path out) throws IOException {
    try (FusionBase base = FusionBase.load(out.resolve("base"), "cpu")) {
      Adapter adapter = Adapter.load(out.resolve("adapter"), base.manager(), base.digest());
      assertThat(adapter.config().tasks()).hasSize(2);
      return adapter.digest();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"MODALITY_AWARE_LORA", "LOW_RANK_MIXTURE"})
  void makesABaseAndAnAdapterThatTheSameSeedMakesAgain(String method, @TempDir Path out)
      throws IOException {
    Path config = config(method);
    assertThat(run("train", "--config", config.toString(), "--out", out.resolve("1").toString()))
        .isZero();
    assertThat(run("train", "--config", config.toString(), "--out", out.resolve("2").toString()))
        .isZero();
    Path adapter = out.resolve("1/adapter");
    assertThat(digest(out.resolve("1"))).isEqualTo(digest(out.resolve("2")));
    JsonNode metrics = JSON.readTree(Files.readString(adapter.resolve(Adapter.METRICS)));
    assertThat(metrics.get("digest").asText()).isEqualTo(digest(out.resolve("1")));
    assertThat(metrics.get("byPresence")).hasSize(7);
    assertThat(metrics.at("/byPresence/IT-/emotion/map").properties()).hasSize(4);
    assertThat(Files.readString(adapter.resolve(Adapter.CARD)))
        .contains("No clinical meaning")
        .contains("| `--A` |")
        .contains("./lacuna train --config");
    assertThat(out.resolve("1/base/README.md")).exists();
  }

  @Test
  void aWrongConfigurationIsNamedAndNothingIsWritten(@TempDir Path out) throws IOException {
    Path config = config("LOW_RANK_MIXTURE");
    Files.writeString(
        config, Files.readString(config).replace("\"seed\": 3", "\"seed\": 3, \"sead\": 4"));
    CommandLine command = new CommandLine(new TrainerMain());
    StringWriter said = new StringWriter();
    command.setErr(new PrintWriter(said));
    assertThat(command.execute("train", "--config", config.toString(), "--out", out.toString()))
        .isEqualTo(2);
    assertThat(said.toString()).contains("sead").contains(config.getFileName().toString());
    assertThat(out).isEmptyDirectory();
  }
}
