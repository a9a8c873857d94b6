package io.lacuna.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.lacuna.model.modality.Payload;
import io.lacuna.model.modality.PresenceMask;
import io.lacuna.model.tensor.Safetensors;
import io.lacuna.model.tensor.Torch;
import io.lacuna.schema.Modality;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Folders whose subjects have ready features. */
class FeatureFolderTest {
  private static final String DESCRIPTION =
      """
      {"name": "tiny", "pipeline": "utterance", "group": "speaker",
       "tasks": {"sentiment": {"type": "regression", "min": -3, "max": 3}},
       "modalities": {"text": {"kind": "features", "shape": [3]},
                      "audio": {"kind": "features", "shape": [2, 2]},
                      "image": {"kind": "file", "media_type": "image/png"}}}
      """;
  private static final String HEAD =
      "{\"subject\":\"a\",\"group\":\"g1\",\"labels\":{\"sentiment\":1}";

  @TempDir Path folder;

  @BeforeEach
  void write() throws IOException {
    Files.writeString(folder.resolve("dataset.json"), DESCRIPTION);
    Files.write(folder.resolve("a.png"), new byte[] {1, 2, 3});
    tensors(7);
  }

  private void tensors(float last) throws IOException {
    try (NDManager m = Torch.newManager("cpu")) {
      float[] audio = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, last};
      Safetensors.write(
          folder.resolve("features.safetensors"),
          Map.of(
              "words", m.create(new float[] {1, 2, 3, 4, 5, 6}, new Shape(2, 3)),
              "voice", m.create(audio, new Shape(3, 2, 2)),
              "flat", m.create(audio, new Shape(3, 4)),
              "holes", m.create(new float[] {1, Float.NaN, 3}, new Shape(1, 3)),
              "whole", m.create(new int[] {1, 2, 3}, new Shape(1, 3)),
              "scalar", m.create(1f)),
          Map.of());
    }
  }

  private DataSet read(String... lines) throws IOException {
    Files.writeString(folder.resolve("samples.jsonl"), String.join("\n", lines));
    return DataSetFolder.read(folder);
  }

  private static String line(String rest) {
    return HEAD + "," + rest + "}";
  }

  @Test
  void readsRowsBesideFilesAndLeavesTheRawTextAlone() throws IOException {
    DataSet set =
        read(
            line(
                """
                "text":{"features":["words",1],"raw":"hello"},"audio":{"features":["voice",2]},\
                "image":{"file":"a.png"}"""),
            "{\"subject\":\"b\",\"group\":\"g2\",\"labels\":{\"sentiment\":0}}");
    assertThat(set.features())
        .isEqualTo(
            Map.of(Modality.TEXT, FeatureShape.of(3), Modality.AUDIO, FeatureShape.of(2, 2)));
    assertThat(set.subjects()).extracting(LabelledSubject::split).containsOnly(Split.UNASSIGNED);
    LabelledSubject a = set.subjects().get(0);
    Payload.Tensor text = (Payload.Tensor) a.payloads().get(Modality.TEXT).read();
    assertThat(text.shape()).containsExactly(3);
    assertThat(text.values()).containsExactly(4, 5, 6);
    Payload.Tensor audio = (Payload.Tensor) a.payloads().get(Modality.AUDIO).read();
    assertThat(audio.shape()).containsExactly(2, 2);
    assertThat(audio.values()).containsExactly(9, 10, 11, 7);
    assertThat(a.payloads().get(Modality.IMAGE).read()).isInstanceOf(Payload.Encoded.class);
    assertThat(set.subjects().get(1).presence()).isEqualTo(PresenceMask.NONE);
  }

  @Test
  void aRowMaySayHowManyOfItsVectorsCount() throws IOException {
    DataSet set = read(line("\"audio\":{\"features\":[\"voice\",1,1]}"));
    Payload.Tensor audio =
        (Payload.Tensor) set.subjects().get(0).payloads().get(Modality.AUDIO).read();
    assertThat(audio.shape()).containsExactly(1, 2);
    assertThat(audio.values()).containsExactly(5, 6);
    for (String count : new String[] {"0", "3", "-1", "5000000000"}) {
      assertThatThrownBy(() -> read(line("\"audio\":{\"features\":[\"voice\",1," + count + "]}")))
          .isInstanceOf(DataSetException.class)
          .hasMessageContaining("number of vectors " + count + " must be in [1, 2]");
    }
  }

  @Test
  void theDigestFollowsTheFeatures() throws IOException {
    String line = line("\"text\":{\"features\":[\"words\",1]}");
    String before = read(line).digest();
    tensors(8);
    assertThat(read(line).digest()).isNotEqualTo(before).hasSize(64);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'features':['word',0]}     | tensor 'word' of features.safetensors does not exist; there are [flat, holes, scalar, voice, whole, words]",
        "{'features':['words',2]}    | row 2 must be in [0, 2)",
        "{'features':['words',-1]}   | row -1 must be in [0, 2)",
        "{'features':['words',0.5]}  | must be a list of a tensor's name and a row",
        "{'features':['words']}      | must be a list of a tensor's name and a row",
        "{'raw':'hello'}             | must be a list of a tensor's name and a row",
        "{'features':['flat',0]}     | is F32[3, 4]; must be F32 of rows of shape [3]",
        "{'features':['scalar',0]}   | is F32[]; must be F32 of rows of shape [3]",
        "{'features':['whole',0]}    | is I32[1, 3]; must be F32 of rows of shape [3]",
        "{'features':['holes',0]}    | row 0 holds NaN; must be finite",
        "{'features':['words',0,1]}  | row 0 of shape [3]: number of vectors 1 is for shapes [t, d] only",
        "{'features':['words',0,'a']} | must be a list of a tensor's name and a row, and perhaps a number",
        "'hello'                     | must be an object, or left out",
      },
      quoteCharacter = '~')
  void refusesWhatIsNoRowOfTheDeclaredShape(String text, String message) {
    assertThatThrownBy(() -> read(line("\"text\":" + text.replace('\'', '"'))))
        .isInstanceOf(DataSetException.class)
        .hasMessageContaining("samples.jsonl line 1: text")
        .hasMessageContaining(message);
  }

  @Test
  void refusesFeaturesOfAModalityThatIsGivenAsFiles() {
    assertThatThrownBy(() -> read(line("\"image\":{\"features\":[\"words\",0]}")))
        .hasMessageContaining("line 1: image must have 'file' or 'raw'");
  }

  @Test
  void refusesAFolderWithoutItsFeatures() throws IOException {
    Files.delete(folder.resolve("features.safetensors"));
    assertThatThrownBy(() -> read(line("\"image\":{\"file\":\"a.png\"}")))
        .isInstanceOf(DataSetException.class)
        .hasMessageContaining("kind 'features' needs features.safetensors");
  }

  @Test
  void refusesFeaturesThatAreCutShort() throws IOException {
    Path file = folder.resolve("features.safetensors");
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, bytes.length - 4));
    assertThatThrownBy(() -> read(line("\"text\":{\"features\":[\"words\",1]}")))
        .isInstanceOf(DataSetException.class)
        .hasMessageContaining("features.safetensors");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"[0]", "[]", "[1.5]", "'3'", "[50000, 50000]"})
  void refusesAShapeThatIsNone(String shape) throws IOException {
    Files.writeString(
        folder.resolve("dataset.json"), DESCRIPTION.replace("[3]", shape.replace('\'', '"')));
    assertThatThrownBy(() -> read(line("\"image\":{\"file\":\"a.png\"}")))
        .isInstanceOf(DataSetException.class)
        .hasMessageContaining("dataset.json: modality 'text': 'shape' must be");
  }

  @Test
  void refusesLinesOfWhichSomeHaveASplit() {
    String second =
        "{\"subject\":\"b\",\"group\":\"g2\",\"split\":\"train\",\"labels\":{\"sentiment\":0}}";
    assertThatThrownBy(() -> read(HEAD + "}", second))
        .hasMessageContaining("samples.jsonl line 2 has a split, line 1 has none");
  }

  @Test
  void noFileMaySayUnassigned() {
    assertThatThrownBy(() -> read(line("\"split\":\"unassigned\"")))
        .hasMessageContaining("must be train, validation or test");
  }
}
