package io.lacuna.trainer.parity;

import static io.lacuna.trainer.parity.GoldenCopy.CASES;
import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.lacuna.trainer.parity.ParityCommandTest.Answer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each damage fails the cases that it touches, says why, and fails no other. */
class DamagedGoldenTest {
  private static final String EXPERTS = "low_rank_experts/" + CASES;
  private static final String VILT = "vilt_tiny/model.safetensors";
  private static final String MORA = "mora_tiny/" + CASES;

  @TempDir Path dir;

  private Answer damaged(
      String file, String tensor, BiFunction<NDArray, NDManager, NDArray> damage, String... kinds)
      throws IOException {
    GoldenCopy.of(dir, kinds)
        .change(file, (arrays, m) -> arrays.put(tensor, damage.apply(arrays.get(tensor), m)));
    Answer answer = Answer.to(dir);
    assertThat(answer.exit()).isEqualTo(1);
    assertThat(answer.err()).isEmpty();
    return answer;
  }

  private static List<String> failed(Answer answer) {
    return answer.out().lines().filter(l -> l.contains("FAIL")).map(l -> l.split(" +")[2]).toList();
  }

  @Test
  void aWeightOffByOnePercent() throws IOException {
    Answer answer =
        damaged(EXPERTS, "sentiment.proj.weight", (a, m) -> a.mul(1.01), "low_rank_experts");
    assertThat(failed(answer)).containsExactly("sentiment.out.z");
    assertThat(answer.out()).contains("5 of 6 within tolerance");
  }

  @Test
  void oneNotANumber() throws IOException {
    Answer answer =
        damaged(
            EXPERTS,
            "emotion.out.pi",
            (a, m) -> m.create(new float[] {a.getFloat(0), Float.NaN, a.getFloat(2)}),
            "low_rank_experts");
    assertThat(failed(answer)).containsExactly("emotion.out.pi");
    assertThat(answer.out()).contains("the difference is not a finite number");
  }

  @Test
  void aTransposedWeightNamesBothShapes() throws IOException {
    Answer answer =
        damaged(EXPERTS, "emotion.gate.out.weight", (a, m) -> turned(a), "low_rank_experts");
    assertThat(failed(answer))
        .containsExactly("emotion.out.gate_weight", "emotion.out.pi", "emotion.out.z");
    assertThat(answer.out())
        .contains("tensor 'emotion.gate.out.weight' has shape (8, 6); expected is (6, 8)");
  }

  @Test
  void aTransposedResultNamesBothShapes() throws IOException {
    Answer answer =
        damaged(EXPERTS, "emotion.out.gate_weight", (a, m) -> turned(a), "low_rank_experts");
    assertThat(failed(answer)).containsExactly("emotion.out.gate_weight");
    assertThat(answer.out()).contains("the golden tensor has shape (5, 3); this code gives (3, 5)");
  }

  @Test
  void aTransposedSquareWeight() throws IOException {
    Answer answer =
        damaged(
            VILT,
            "vilt.encoder.layer.1.attention.attention.value.weight",
            (a, m) -> turned(a),
            "vilt_tiny",
            "mora_tiny");
    assertThat(failed(answer)).hasSize(13);
    assertThat(answer.out()).contains("0 of 13 within tolerance");
  }

  @Test
  void aViltWeightOfAnotherShape() throws IOException {
    Answer answer =
        damaged(
            VILT,
            "vilt.encoder.layer.0.output.dense.weight",
            (a, m) -> turned(a),
            "vilt_tiny",
            "mora_tiny");
    assertThat(answer.out())
        .contains("has shape (96, 48); config.json asks for (48, 96)")
        .contains("0 of 2 within tolerance, folders: 2");
  }

  @Test
  void aWeightThatOnlyOneResultNeeds() throws IOException {
    Answer answer = damaged(MORA, "head.3.weight", (a, m) -> a.mul(1.01), "vilt_tiny", "mora_tiny");
    assertThat(failed(answer)).containsExactly("eps1e-12.logits", "eps1e-6.logits");
  }

  @Test
  void swappedUpProjections() throws IOException {
    GoldenCopy.of(dir, "vilt_tiny", "mora_tiny")
        .change(
            MORA,
            (arrays, m) ->
                arrays.put(
                    "text_missing_up",
                    arrays.put("image_missing_up", arrays.get("text_missing_up"))));
    assertThat(failed(Answer.to(dir))).hasSize(4).allMatch(name -> name.startsWith("eps1e-"));
  }

  @Test
  void aLostResult() throws IOException {
    GoldenCopy.of(dir, "vilt_tiny")
        .change("vilt_tiny/" + CASES, (arrays, m) -> arrays.remove("tall.hf_pooler_output"));
    Answer answer = Answer.to(dir);
    assertThat(failed(answer)).containsExactly("tall.hf_pooler_output");
    assertThat(answer.out()).contains("no parameter 'hf_pooler_output'");
  }

  @Test
  void onePixel() throws IOException {
    Answer answer =
        damaged(
            "resize/resized_u8_hwc.safetensors",
            "tiny.64",
            (a, m) -> {
              byte[] pixels = a.toByteArray();
              pixels[100] ^= 1;
              return m.create(ByteBuffer.wrap(pixels), a.getShape(), a.getDataType());
            },
            "resize");
    assertThat(failed(answer)).containsExactly("tiny.64");
    assertThat(answer.out()).containsPattern("tiny.64 pixels +1.0 +\\(exact\\)");
  }

  @Test
  void picturesOfTheWrongSize() throws IOException {
    Answer answer =
        damaged(
            "resize/resized_u8_hwc.safetensors",
            "gray.64",
            (a, m) -> a.transpose(1, 0, 2).duplicate(),
            "resize");
    assertThat(answer.out())
        .contains("the golden tensor has shape (96, 64, 3); this code gives (64, 96, 3)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"mae\": 0|\"mae\": 9|sentiment.mae|9.0  (tolerance 1e-06)",
        "\"threshold\": 0.5|\"threshold\": 0.6|multilabel.f1_micro|(tolerance 1e-06)",
        "\"threshold\": 0.5|\"threshold\": null|multilabel.*|'threshold' is null",
        "\"score\": [[0.956|\"score\": [[NaN|*|scores.json is not JSON: Non-standard token 'NaN'",
        "\"score\": [[0.956,|\"score\": [[|multilabel.*|score has 5 entries and truth 6",
        "\"truth\": [[1|\"truth\": [[2|multilabel.*|'truth[0][0]' is 2.0; allowed are 0 and 1",
        "null|0.5|multilabel.auroc_per_class|the difference is not a finite number",
        "\"f1_micro\"|\"f1_mikro\"|multilabel.f1_micro|the file does not state it",
        "\"f1_micro\"|\"f1_mikro\"|multilabel.f1_mikro|no score of this name; known are",
        "\"brier_class_0\"|\"brier_class_6\"|multilabel.brier_class_6|out of bounds",
      })
  void scores(String from, String to, String failing, String reason) throws IOException {
    GoldenCopy.of(dir, "scores").replace("scores/scores.json", from, to);
    Answer answer = Answer.to(dir);
    assertThat(answer.exit()).isEqualTo(1);
    assertThat(failed(answer)).contains(failing);
    assertThat(answer.out()).contains(reason);
  }

  private static NDArray turned(NDArray a) {
    Shape shape = a.getShape();
    return a.transpose().duplicate().reshape(shape.get(1), shape.get(0));
  }
}
