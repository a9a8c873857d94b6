package io.lacuna.trainer;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import javax.imageio.ImageIO;
import javax.sound.sampled.AudioFileFormat;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;

/**
 * A data set of a few dozen subjects, and configurations that train on it in seconds.
 *
 * @param folder of the data set and the configurations
 */
public record TinyTraining(Path folder) {
  private static final String MORA =
      """
      "mora": {"missing_input": "ABSENT", "readout": "MODALITY_MEANS"}, "mixture": null""";
  private static final String MIXTURE =
      """
      "mora": null, "mixture": {"kernel": 3, "input_dropout": 0, "dropout": 0.1, "head_input": "ALL", "presence_in_gates": true, "hard_mask": true,
      "missing_vector": true, "unimodal_heads": true}""";

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Writes the data set. */
  public void make() throws IOException {
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

  private ObjectNode subject(int i, String split, Random random) throws IOException {
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

  private void image(String name, boolean bright, Random random) throws IOException {
    BufferedImage image = new BufferedImage(16, 16, BufferedImage.TYPE_BYTE_GRAY);
    for (int p = 0; p < 256; p++) {
      int v = (bright ? 180 : 40) + random.nextInt(40);
      image.getRaster().setSample(p % 16, p / 16, 0, v);
    }
    ImageIO.write(image, "png", folder.resolve(name).toFile());
  }

  private void audio(String name, boolean loud, Random random) throws IOException {
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

  /** A configuration of all stages, each of so many epochs of two steps. */
  public Path config(String method, int epochs) throws IOException {
    String loop =
        "{\"epochs\": EPOCHS, \"batchSize\": 8, \"learningRate\": 3e-3, \"warmUp\": 0.1,"
            + " \"decay\": \"COSINE\", \"weightDecay\": 0.01, \"clip\": 1, \"patience\": EPOCHS}";
    boolean mora = method.equals("MODALITY_AWARE_LORA");
    String text =
        """
        {"pipeline": "tiny", "data": "FOLDER", "out": "OUT", "seed": 3,
         "base": {"kind": "fusion", "name": "tiny-base",
           "features": {
             "image": {"channels": 1, "height": 16, "width": 16, "mean": 0.5, "std": 0.5},
             "text": {"maxTokens": 12},
             "audio": {"sampleRate": 8000, "nFft": 256, "hop": 80, "mels": 8, "fMin": 0,
                       "fMax": 4000, "minFrames": 8, "maxFrames": 32, "pitch": false}},
           "imageStem": {"channels": [8, 8], "blocks": [0, 0], "grid": 2},
           "audioStem": {"channels": [8, 8], "kernel": 3},
           "stems": {
           "image": {"loop": LOOP, "augmentation": {"shift": 0.1, "scale": 0.1, "degrees": 5,
                     "mirror": true, "contrast": 0.1, "colour": 0.1, "noise": 0.1}},
           "audio": {"loop": LOOP, "augmentation": {"mels": 8, "shift": 3, "gain": 0.1,
                     "bands": 1, "tempo": 0.1, "noise": 0.1, "masks": 1, "maskShare": 0.2,
                     "maxFrames": 32}}}},
         "adapter": {"id": "tiny-adapter", "method": "METHOD", "r": 2, "loraAlpha": 2,
                     "blocks": BLOCKS, "width": 16, "experts": 2, OPTIONS,
                     "weights": {"unimodal": 0.5, "balance": 0.01, "moreVersusFewer": 0.5, "tasks": "FIXED"}, "loop": LOOP},
         "missing": {"share": 0.5, "variants": 2},
         "head": LOOP, "calibration": {"level": 0.5, "fewest": 8}, "bootstrapDraws": 50}
        """
            .replace("LOOP", loop)
            .replace("EPOCHS", Integer.toString(epochs))
            .replace("FOLDER", folder.toString())
            .replace("METHOD", method)
            .replace("BLOCKS", mora ? "[0]" : "[0, 1]")
            .replace("OPTIONS", mora ? MORA : MIXTURE);
    return Files.writeString(Files.createTempFile(folder, "config", ".json"), text);
  }
}
