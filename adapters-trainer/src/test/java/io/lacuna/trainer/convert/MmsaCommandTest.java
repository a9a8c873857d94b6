package io.lacuna.trainer.convert;

import static io.lacuna.trainer.convert.Converting.fixture;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lacuna.model.modality.Payload;
import io.lacuna.schema.Modality;
import io.lacuna.trainer.data.DataSet;
import io.lacuna.trainer.data.FeatureShape;
import io.lacuna.trainer.data.LabelledSubject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same values in several ways to pickle them; what is expected was computed by numpy. */
class MmsaCommandTest {
  private static final String SOUND = "mmsa-protocol4.pkl";

  @TempDir private Path dir;
  private Converting converting;
  private JsonNode expected;

  @BeforeEach
  void open() throws IOException {
    converting = new Converting(dir);
    expected = new ObjectMapper().readTree(fixture("mmsa.json").toFile());
  }

  @ParameterizedTest
  @ValueSource(strings = {"mmsa-protocol2.pkl", SOUND, "mmsa-protocol5-numpy2.pkl"})
  void labelsSplitsAndMeansAreThoseOfTheFile(String file) {
    DataSet set = converting.converted("mmsa", fixture(file));
    assertThat(set.name()).isEqualTo("out");
    assertThat(set.features())
        .containsEntry(Modality.TEXT, FeatureShape.of(3))
        .containsEntry(Modality.AUDIO, FeatureShape.of(2))
        .containsEntry(Modality.IMAGE, FeatureShape.of(3));
    assertThat(set.subjects()).hasSize(expected.size());
    for (LabelledSubject s : set.subjects()) {
      JsonNode of = expected.path(s.subject());
      assertThat(s.group()).isEqualTo(of.path("group").asText());
      assertThat(s.split().word()).isEqualTo(of.path("split").asText());
      assertThat(s.labels().get("sentiment")[0]).isEqualTo((float) of.path("sentiment").asDouble());
      sameValues(s, of.path("mean"), 1);
    }
  }

  @Test
  void sequencesKeepTheirRealVectorsInOrder() {
    DataSet set = converting.converted("mmsa", fixture(SOUND), "--features", "sequence");
    assertThat(set.features()).containsEntry(Modality.AUDIO, FeatureShape.of(4, 2));
    for (LabelledSubject s : set.subjects()) {
      sameValues(s, expected.path(s.subject()).path("vectors"), 2);
    }
  }

  @Test
  void longSequencesAreCutAndCounted() {
    Converting.Said said =
        converting.run("mmsa", fixture(SOUND), "--features", "sequence", "--frames", "3");
    assertThat(said.out()).contains("text sequences cut to 3 vectors: ");
  }

  private static void sameValues(LabelledSubject s, JsonNode wanted, int dims) {
    assertThat(s.payloads().keySet())
        .extracting(m -> m.name().toLowerCase(Locale.ROOT))
        .containsExactlyInAnyOrderElementsOf(names(wanted));
    s.payloads()
        .forEach(
            (modality, source) -> {
              List<Double> flat = new ArrayList<>();
              flatten(wanted.path(modality.name().toLowerCase(Locale.ROOT)), flat);
              Payload.Tensor tensor = (Payload.Tensor) source.read();
              assertThat(tensor.shape()).hasSize(dims);
              assertThat(tensor.values()).hasSize(flat.size());
              for (int i = 0; i < flat.size(); i++) {
                assertThat(tensor.values()[i]).isCloseTo(flat.get(i).floatValue(), within(1e-6f));
              }
            });
  }

  private static List<String> names(JsonNode node) {
    List<String> names = new ArrayList<>();
    node.fieldNames().forEachRemaining(names::add);
    return names;
  }

  private static void flatten(JsonNode node, List<Double> into) {
    if (node.isArray()) {
      node.forEach(n -> flatten(n, into));
    } else {
      into.add(node.asDouble());
    }
  }

  @Test
  void whatWasDoneToValuesIsSaidAndKept() {
    Converting.Said said = converting.run("mmsa", fixture(SOUND));
    String[] lines = {
      "audio values that were not finite, set to 0: 1",
      "image values that were not finite, set to 0: 1",
      "labels moved into [-3.0, 3.0]: 1",
      "subjects whose image is empty or zeros alone, left out as absent: 1"
    };
    assertThat(said.out()).contains("22 subjects (train 12, validation 4, test 6)").contains(lines);
    assertThat(dir.resolve("out/dataset.json")).content().contains(lines);
  }

  @Test
  void theWordsThemselvesCanBeTheText() {
    DataSet set = converting.converted("mmsa", fixture(SOUND), "--raw-text", "--ungrouped");
    LabelledSubject first = set.subjects().get(0);
    assertThat(first.group()).isEqualTo(first.subject());
    Payload.Encoded text = (Payload.Encoded) first.payloads().get(Modality.TEXT).read();
    assertThat(new String(text.bytes(), StandardCharsets.UTF_8))
        .isEqualTo("words of " + first.subject());
    assertThat(set.features()).doesNotContainKey(Modality.TEXT);
  }

  @Test
  void aPickleThatAsksForAClassLeavesNothingBehind() throws IOException {
    Path hostile = Files.writeString(dir.resolve("h.pkl"), "cos\nsystem\n(S'echo'\ntR.");
    converting.refused("h.pkl asks for class os.system; allowed are", "mmsa", hostile);
  }

  @Test
  void whatDoesNotFitIsNamed() throws IOException {
    refused("]\n.", "uses opcode 0xa");
    refused("].", "holds no dictionary of splits");
    converting.refused(dir + " is not there or no file", "mmsa", dir);
    refused("}(U\5train}U\3dev}u.", "'dev' is no split; allowed are train, valid and test");
    refused("}U\5train]s.", "train must be a dictionary");
    refused("}U\5train}U\1xNss.", "train has no list or array 'id'; it has [x]");
    refused("}U\5train}U\2id]U\1aass.", "train has no list or array 'regression_labels'");
    refused(
        "}U\5train}(U\2id]U\1aaU\21regression_labels](K\1K\2eus.",
        "'regression_labels' has 2 rows, 'id' has 1");
    refused(
        "}U\5train}(U\2id]U\1aaU\21regression_labels]U\1xaus.",
        "train row 0: 'regression_labels' must be a number");
    refused(
        "}U\5train}(U\2id]U\1aaU\21regression_labels]K\1aU\5audio](K\1eus.",
        "'audio' must be a numpy array");
    refused("}U\4test}U\2id]ss.", "gives no subject");
    String row = "}(U\2id]U\5v$_$1aU\21regression_labels]K\1au";
    refused(
        "}(U\5train" + row + "U\4test" + row + "u.", "'v' lies in two splits; with --ungrouped");
  }

  private void refused(String pickle, String message) throws IOException {
    Path file = dir.resolve("x.pkl");
    Files.writeString(file, pickle, StandardCharsets.ISO_8859_1);
    converting.refused(message, "mmsa", file);
  }

  @Test
  void anExistingFolderIsLeftAlone() throws IOException {
    Path kept = Files.createDirectories(dir.resolve("out")).resolve("mine");
    Files.writeString(kept, "x");
    Converting.Said said = converting.run("mmsa", fixture(SOUND));
    assertThat(said.code()).isEqualTo(1);
    assertThat(said.err()).contains("exists; name a new folder");
    assertThat(kept).exists();
  }

  @Test
  void aWrongCommandIsAUsageError() {
    assertThat(converting.run("mmsa").code()).isEqualTo(2);
    assertThat(converting.run().code()).isEqualTo(2);
    Converting.Said said = converting.run("mmsa", fixture(SOUND), "--features", "median");
    assertThat(said.err()).contains("'median' must be mean or sequence");
    assertThat(said.code()).isEqualTo(2);
    assertThat(converting.run("mmsa", fixture(SOUND), "--range", "3,-3").err())
        .contains("'3,-3' must be MIN,MAX with MIN < MAX");
    assertThat(converting.run("mmsa", fixture(SOUND), "--frames", "0").code()).isEqualTo(2);
  }
}
