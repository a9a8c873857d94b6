package io.lacuna.trainer.parity;

import static io.lacuna.trainer.parity.GoldenCopy.CASES;
import static io.lacuna.trainer.parity.GoldenCopy.padded;
import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.lacuna.trainer.parity.ParityCommandTest.Answer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.function.UnaryOperator;
import javax.sound.sampled.AudioFileFormat;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Golden files of other sizes, whose results follow from the original ones. */
class OtherSizesTest {
  @TempDir Path dir;

  private void assertWithin(int cases) {
    Answer answer = Answer.to(dir);
    assertThat(answer.out()).contains(cases + " of " + cases + " within tolerance");
    assertThat(answer.exit()).isZero();
  }

  private static void change(
      SortedMap<String, NDArray> arrays, String name, UnaryOperator<NDArray> change) {
    arrays.put(name, change.apply(arrays.get(name)));
  }

  /** A third task, one more expert that is never chosen, one more rank that does nothing. */
  @Test
  void moreTasksExpertsAndRanks() throws IOException {
    GoldenCopy.of(dir, "low_rank_experts")
        .change(
            "low_rank_experts/" + CASES,
            (arrays, m) -> {
              for (String name : GoldenCopy.under(arrays, "sentiment.", "own.sentiment.")) {
                arrays.put(name.replace("sentiment", "urgency"), arrays.get(name));
              }
              for (String name : GoldenCopy.under(arrays, "shared.4.")) {
                arrays.put(name.replace("shared.4.", "shared.5."), arrays.get(name));
              }
              for (String task : new String[] {"sentiment", "emotion", "urgency"}) {
                change(arrays, task + ".gate.out.weight", a -> beforeLast(a, 0));
                change(arrays, task + ".gate.out.bias", a -> beforeLast(a, -1e9f));
                change(arrays, task + ".out.gate_weight", a -> padded(a, 1, 1));
              }
              for (String name : GoldenCopy.under(arrays, "shared.", "own.")) {
                change(arrays, name, a -> withRank(name, a));
              }
            });
    assertWithin(9);
  }

  /** Another entry of the first axis before the last one, which is π. */
  private static NDArray beforeLast(NDArray a, float value) {
    long n = a.getShape().get(0);
    long[] one = a.getShape().getShape().clone();
    one[0] = 1;
    NDArray entry = a.getManager().full(new Shape(one), value);
    return a.get("0:" + (n - 1)).concat(entry, 0).concat(a.get((n - 1) + ":"), 0);
  }

  private static NDArray withRank(String name, NDArray a) {
    if (name.endsWith("conv2.bias")) {
      return a;
    }
    return padded(a, name.endsWith("conv2.weight") ? 1 : 0, 2);
  }

  @Test
  void fewerRecordsAndShorterClips() throws IOException {
    GoldenCopy.of(dir, "low_rank_experts")
        .change(
            "low_rank_experts/" + CASES,
            (arrays, m) -> {
              change(arrays, "x", a -> a.get("2:, :4"));
              change(arrays, "mask", a -> a.get("2:, :4"));
              for (String task : new String[] {"sentiment", "emotion"}) {
                change(arrays, task + ".out.z", a -> a.get("2:, :4"));
                change(arrays, task + ".out.pi", a -> a.get("2:"));
                change(arrays, task + ".out.gate_weight", a -> a.get("2:"));
              }
            });
    assertWithin(6);
  }

  @Test
  void fewerRecordsOneMoreRankAndFewerClasses() throws IOException {
    GoldenCopy.of(dir, "vilt_tiny", "mora_tiny")
        .change(
            "mora_tiny/" + CASES,
            (arrays, m) -> {
              for (String name :
                  GoldenCopy.under(
                      arrays, "input_ids", "attention_mask", "pixel", "present", "eps")) {
                change(arrays, name, a -> a.get("1:"));
              }
              change(arrays, "down", a -> padded(a, 0, 1));
              change(arrays, "text_missing_up", a -> padded(a, 1, 1));
              change(arrays, "image_missing_up", a -> padded(a, 1, 1));
              change(arrays, "head.3.weight", a -> a.get(":3"));
              change(arrays, "head.3.bias", a -> a.get(":3"));
              change(arrays, "eps1e-6.logits", a -> a.get(":, :3"));
              change(arrays, "eps1e-12.logits", a -> a.get(":, :3"));
            });
    assertWithin(13);
  }

  /** Two more layers that pass their input on, words that no text has, cases of another name. */
  @Test
  void moreLayersAndWordsInAViltAndOtherCases() throws IOException {
    GoldenCopy.of(dir, "vilt_tiny")
        .replace("vilt_tiny/config.json", "\"num_hidden_layers\": 3", "\"num_hidden_layers\": 4")
        .replace("vilt_tiny/config.json", "\"vocab_size\": 200", "\"vocab_size\": 230")
        .change(
            "vilt_tiny/model.safetensors",
            (arrays, m) -> {
              for (String name : GoldenCopy.under(arrays, "vilt.encoder.layer.2.")) {
                boolean silent = name.contains("output.dense");
                NDArray a = arrays.get(name);
                arrays.put(name.replace("layer.2.", "layer.3."), silent ? a.zerosLike() : a);
              }
              String words = "vilt.embeddings.text_embeddings.word_embeddings.weight";
              change(arrays, words, a -> padded(a, 0, 30));
            })
        .change(
            "vilt_tiny/" + CASES,
            (arrays, m) -> {
              for (String name : GoldenCopy.under(arrays, "square.", "tall.")) {
                NDArray a = arrays.remove(name);
                if (name.startsWith("tall.")) {
                  arrays.put(name.replace("tall.", "narrow."), a.get("1:"));
                }
              }
            });
    assertThat(Answer.to(dir).out()).contains("narrow.sequence_raster_order");
    assertWithin(6);
  }

  /** Silence has no power in any band, whatever its length and rate. */
  @Test
  void anotherLengthRateAndNumberOfBands() throws IOException {
    GoldenCopy golden = GoldenCopy.of(dir, "logmel");
    Files.delete(golden.file("logmel/chirp_16k_mono.wav"));
    AudioFormat format = new AudioFormat(22_050, 16, 1, true, false);
    byte[] silence = new byte[2 * 2000];
    AudioSystem.write(
        new AudioInputStream(new ByteArrayInputStream(silence), format, 2000),
        AudioFileFormat.Type.WAVE,
        golden.file("logmel/silence.wav").toFile());
    assertThat(Answer.to(dir).out())
        .contains("the golden tensor has shape (101, 64); this code gives (13, 64)");
    golden.change(
        "logmel/logmel.safetensors",
        (arrays, m) -> {
          arrays.put("mel_power", m.zeros(new Shape(13, 40)));
          arrays.put("log_mel", m.full(new Shape(13, 40), (float) Math.log(1e-10)));
        });
    assertWithin(2);
  }

  /** Three classes and four records, ranked and decided without an error. */
  @Test
  void fewerClassesAndRecords() throws IOException {
    Path folder = Files.createDirectories(dir.resolve("scores"));
    Files.writeString(
        folder.resolve("scores.json"),
        """
        {"multilabel": {"score": [[0.9, 0.3, 0.1], [0.8, 0.7, 0.1], [0.1, 0.6, 0.1], [0.2, 0.9, 0.1]],
          "truth": [[1, 0, 0], [1, 1, 0], [0, 1, 0], [0, 1, 0]], "threshold": 0.5,
          "auroc_per_class": [1, 1, null], "auroc_macro_over_defined": 1,
          "average_precision_per_class": [1, 1, null],
          "f1_macro_sklearn_zero_division_0": 0.6666666667, "f1_micro": 1, "f1_samples": 1,
          "f1_weighted": 1, "weighted_accuracy_per_class": [1, 1, null],
          "ece_2_bins_class_0": 0.15, "brier_class_1": 0.0875},
         "sentiment": {"prediction": [-3, 0, 2], "truth": [-3, 0, 2], "mae": 0, "corr": 1,
          "acc7": 1, "acc5": 1, "has0_acc2": 1, "has0_f1_weighted": 1, "non0_acc2": 1,
          "non0_f1_weighted": 1}}
        """);
    assertWithin(18);
  }
}
