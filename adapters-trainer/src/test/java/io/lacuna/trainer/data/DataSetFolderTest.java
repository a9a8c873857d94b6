package io.lacuna.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lacuna.model.modality.Payload;
import io.lacuna.model.modality.PresenceMask;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataSetFolderTest {
  private static final String DESCRIPTION =
      """
      {"name": "tiny", "pipeline": "utterance", "group": "speaker",
       "tasks": {"sentiment": {"type": "regression", "min": -3, "max": 3},
                 "emotion": {"type": "multilabel", "labels": ["joy", "fear"]}},
       "modalities": {"text": {"kind": "text"},
                      "image": {"kind": "file", "media_type": "image/png"}}}
      """;
  private static final String FIRST =
      """
      {"subject": "a", "group": "g1", "split": "train", "labels": {"sentiment": 1.5, "emotion": [1, 0]}, "text": {"raw": "hello"}, "image": {"file": "payload/a.png"}}
      """;

  @TempDir Path folder;

  @BeforeEach
  void write() throws IOException {
    Files.writeString(folder.resolve("dataset.json"), DESCRIPTION);
    Files.createDirectories(folder.resolve("payload"));
    Files.write(folder.resolve("payload/a.png"), new byte[] {1, 2, 3});
  }

  private DataSet read(String... lines) throws IOException {
    Files.writeString(folder.resolve("samples.jsonl"), String.join("\n", lines));
    return DataSetFolder.read(folder);
  }

  private void refused(String line, String message) {
    assertThatThrownBy(() -> read(FIRST.strip(), line))
        .isInstanceOf(DataSetException.class)
        .hasMessageContaining("samples.jsonl line 2")
        .hasMessageContaining(message);
  }

  @Test
  void readsSubjectsWithWhatTheyHave() throws IOException {
    DataSet set =
        read(
            FIRST.strip(),
            "{\"subject\":\"b\",\"group\":\"g2\",\"split\":\"test\",\"labels\":{\"sentiment\":-3}}",
            "{\"subject\":\"c\",\"group\":\"g3\",\"split\":\"test\",\"labels\":{\"emotion\":[\"fear\"]}}");
    LabelledSubject a = set.of(Split.TRAIN).get(0);
    assertThat(a.presence()).isEqualTo(PresenceMask.parse("IT-"));
    assertThat(a.labels().get("emotion")).containsExactly(1, 0);
    assertThat(a.payloads().values())
        .map(PayloadSource::read)
        .map(p -> ((Payload.Encoded) p).bytes().length)
        .containsExactlyInAnyOrder(3, 5);
    LabelledSubject b = set.of(Split.TEST).get(0);
    assertThat(b.presence()).isEqualTo(PresenceMask.NONE);
    assertThat(b.labels()).containsOnlyKeys("sentiment");
    assertThat(set.of(Split.TEST).get(1).labels().get("emotion")).containsExactly(0, 1);
  }

  @Test
  void theDigestFollowsThePayloads() throws IOException {
    String before = read(FIRST.strip()).digest();
    Files.write(folder.resolve("payload/a.png"), new byte[] {1, 2, 4});
    assertThat(read(FIRST.strip()).digest()).isNotEqualTo(before).hasSize(64);
  }

  @Test
  void refusesWhatCannotBeTrusted() {
    String head = "{\"subject\":\"b\",\"group\":\"g2\",\"split\":\"test\",";
    refused("{\"subject\"", "no JSON");
    refused(head + "\"labels\":{\"sentiment\":4}}", "must be a number in [-3.0, 3.0]");
    refused(head + "\"labels\":{\"emotion\":[1]}}", "must be a list of 2 numbers");
    refused(head + "\"labels\":{\"emotion\":[1, 0.5]}}", "must be 0 or 1");
    refused(head + "\"labels\":{\"emotion\":[\"joy\", \"envy\"]}}", "must be one of [joy, fear]");
    refused(head + "\"labels\":{}}", "has no label");
    refused(
        head + "\"labels\":{\"sentiment\":0},\"image\":{\"file\":\"../x.png\"}}",
        "'../x.png' lies outside the folder");
    refused(
        head + "\"labels\":{\"sentiment\":0},\"image\":{\"file\":\"payload/../../../etc/passwd\"}}",
        "'payload/../../../etc/passwd' lies outside the folder");
    refused(
        head + "\"labels\":{\"sentiment\":0},\"text\":{\"file\":\"/etc/passwd\"}}",
        "'/etc/passwd' lies outside the folder");
    refused(
        head + "\"labels\":{\"sentiment\":0},\"image\":{\"file\":\"payload/b.png\"}}",
        "does not exist");
    refused(
        "{\"subject\":\"b\",\"group\":\"g2\",\"split\":\"dev\",\"labels\":{\"sentiment\":0}}",
        "must be train, validation or test");
    refused(FIRST.strip(), "stands in line 1 already");
    refused(
        "{\"subject\":\"b\",\"group\":\"g1\",\"split\":\"test\",\"labels\":{\"sentiment\":0}}",
        "lies in two splits, train and test");
  }

  @Test
  void refusesLinksThatLeadOut(@TempDir Path elsewhere) throws IOException {
    String head = "{\"subject\":\"b\",\"group\":\"g2\",\"split\":\"test\",";
    Path secret = Files.writeString(elsewhere.resolve("secret"), "secret");
    Files.createSymbolicLink(folder.resolve("payload/x.txt"), secret);
    Files.createSymbolicLink(folder.resolve("there"), elsewhere);
    for (String file : new String[] {"payload/x.txt", "there/secret"}) {
      refused(
          head + "\"labels\":{\"sentiment\":0},\"text\":{\"file\":\"" + file + "\"}}",
          "a link that leads out of the folder");
    }
    Files.createSymbolicLink(folder.resolve("payload/b.png"), folder.resolve("payload/a.png"));
    String inside = head + "\"labels\":{\"sentiment\":0},\"image\":{\"file\":\"payload/b.png\"}}";
    assertThat(read(inside).subjects()).hasSize(1);
  }

  @Test
  void refusesARegressionWithoutARange() throws IOException {
    Files.writeString(folder.resolve("dataset.json"), DESCRIPTION.replace(", \"max\": 3", ""));
    assertThatThrownBy(() -> read(FIRST.strip()))
        .hasMessageContaining("task 'sentiment' must have numbers min < max");
  }

  @Test
  void refusesADescriptionWithAnUnknownWord() throws IOException {
    Files.writeString(
        folder.resolve("dataset.json"), DESCRIPTION.replace("multilabel", "multiclass"));
    assertThatThrownBy(() -> read(FIRST.strip()))
        .hasMessageContaining("task 'emotion'")
        .hasMessageContaining("multilabel or regression");
  }
}
