package io.lacuna.trainer.convert;

import static io.lacuna.trainer.convert.Converting.fixture;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lacuna.model.modality.Payload;
import io.lacuna.schema.Modality;
import io.lacuna.trainer.data.DataSet;
import io.lacuna.trainer.data.FeatureShape;
import io.lacuna.trainer.data.LabelledSubject;
import io.lacuna.trainer.data.Split;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two videos: {@code -a_1} with two labelled spans, [0, 1] and [1, 2.5], and {@code _b}. */
class CsdCommandTest {
  private static final Object[] ALL = {
    "csd",
    "--labels",
    fixture("labels.csd"),
    "--text",
    fixture("words.csd"),
    "--audio",
    fixture("audio.csd"),
    "--image",
    fixture("image.csd")
  };

  @TempDir private Path dir;
  private Converting converting;

  @BeforeEach
  void open() {
    converting = new Converting(dir);
  }

  private static Object[] with(Object... more) {
    Object[] args = Arrays.copyOf(ALL, ALL.length + more.length);
    System.arraycopy(more, 0, args, ALL.length, more.length);
    return args;
  }

  private static float[] values(LabelledSubject s, Modality m) {
    return ((Payload.Tensor) s.payloads().get(m).read()).values();
  }

  private static String words(LabelledSubject s) {
    Payload.Encoded text = (Payload.Encoded) s.payloads().get(Modality.TEXT).read();
    return new String(text.bytes(), StandardCharsets.UTF_8);
  }

  @Test
  void aSubjectIsALabelledSpanWithWhatOverlapsIt() {
    DataSet set = converting.converted(ALL);
    assertThat(set.subjects())
        .extracting(LabelledSubject::subject)
        .containsExactly("-a_1[0]", "-a_1[1]", "_b[0]");
    assertThat(set.subjects()).allMatch(s -> s.split() == Split.TRAIN);
    LabelledSubject first = set.subjects().get(0);
    LabelledSubject second = set.subjects().get(1);
    assertThat(first.group()).isEqualTo("-a_1");
    assertThat(first.labels().get("sentiment")).containsExactly(3);
    assertThat(first.labels().get("emotion")).containsExactly(1, 0, 0, 1, 0, 0);
    assertThat(second.labels().get("sentiment")).containsExactly(-1.5f);
    assertThat(second.labels().get("emotion")).containsExactly(0, 0, 1, 0, 0, 1);
    assertThat(words(first)).isEqualTo("so good");
    assertThat(words(second)).isEqualTo("bad");
    // of (1, 2) and (-inf, 4); a row that only touches the end of a span is not in it
    assertThat(values(first, Modality.AUDIO)).containsExactly(0.5f, 3);
    assertThat(values(second, Modality.AUDIO)).containsExactly(5, 6);
    LabelledSubject b = set.subjects().get(2);
    assertThat(b.payloads()).containsOnlyKeys(Modality.IMAGE);
    assertThat(values(b, Modality.IMAGE)).containsExactly(7, 8, 9);
  }

  @Test
  void sequencesKeepEveryRow() {
    DataSet set = converting.converted(with("--features", "sequence"));
    assertThat(set.features()).containsEntry(Modality.AUDIO, FeatureShape.of(2, 2));
    assertThat(values(set.subjects().get(0), Modality.AUDIO)).containsExactly(1, 2, 0, 4);
    assertThat(values(set.subjects().get(1), Modality.AUDIO)).containsExactly(5, 6);
  }

  @Test
  void splitsComeFromAFileOfVideos() throws IOException {
    Path splits = dir.resolve("folds.csv");
    Files.writeString(splits, "# standard folds\n-a_1,dev\n");
    DataSet set = converting.converted(with("--splits", splits));
    assertThat(set.of(Split.VALIDATION)).hasSize(2);
    assertThat(set.subjects()).hasSize(2);
    Files.writeString(splits, "-a_1,train\n_b,tset\n");
    Converting again = new Converting(Files.createDirectory(dir.resolve("again")));
    again.refused(
        "folds.csv line 2: split 'tset' must be train, validation or test",
        with("--splits", splits));
  }

  @Test
  void aShapeThatTheFileCannotHoldIsRefusedBeforeItIsRead() throws IOException {
    converting.refused(
        "absurd.csd: '/All Labels/data/v/features' claims shape [1073741824, 7], 30064771072 bytes,"
            + " more than its file can hold",
        "csd",
        "--labels",
        fixture("absurd.csd"),
        "--audio",
        fixture("audio.csd"));
  }

  /** A chunk of 160 kB that inflates to 80 MiB. */
  @Test
  void aChunkThatInflatesWithoutEndIsRefused() throws IOException {
    Path bomb = dir.resolve("inflating.csd");
    try (InputStream in = new GZIPInputStream(Files.newInputStream(fixture("inflating.csd.gz")))) {
      Files.copy(in, bomb);
    }
    converting.refused(
        "inflating.csd is no sound HDF5 file at '/COVAREP/data/-a_1/features':"
            + " a chunk inflates to more than 67108864 bytes",
        "csd",
        "--labels",
        fixture("labels.csd"),
        "--audio",
        bomb);
  }

  /** As aligned labels do with a sequence that is not aligned. */
  @Test
  void aSequenceMayBeReadAgainAndAgain() throws IOException {
    long file = Files.size(fixture("dense.csd"));
    long values = 300 * 1000 * 4;
    try (CsdFile csd = new CsdFile(fixture("dense.csd"))) {
      for (int i = 0; i * values < 1032 * file; i++) {
        assertThat(csd.read("v").rows()).isEqualTo(300);
      }
    }
  }

  @Test
  void linksAreNotFollowed() throws IOException {
    converting.refused(
        "linked.csd: '/All Labels/data/v/features' must be a data set; links are not followed",
        "csd",
        "--labels",
        fixture("linked.csd"),
        "--audio",
        fixture("audio.csd"));
  }

  @Test
  void whatDoesNotFitIsNamed() throws IOException {
    converting.refused(
        "x.csd is not there or no file", "csd", "--labels", dir.resolve("x.csd"), "--audio", dir);
    Path no = Files.writeString(dir.resolve("no.csd"), "this is no HDF5");
    converting.refused(
        "no.csd is no sound HDF5 file", "csd", "--labels", no, "--audio", fixture("audio.csd"));
    converting.refused(
        "image.csd has 3 columns; labels must have 1 or 7",
        "csd",
        "--labels",
        fixture("image.csd"),
        "--audio",
        fixture("audio.csd"));
    converting.refused(
        "words.csd holds words; they are for --text",
        "csd",
        "--labels",
        fixture("labels.csd"),
        "--audio",
        fixture("words.csd"));
    converting.refused(
        "nan.csd: '-a_1' row 0: sad must be a number",
        "csd",
        "--labels",
        fixture("nan.csd"),
        "--audio",
        fixture("audio.csd"));
    Converting.Said said = converting.run("csd", "--labels", fixture("labels.csd"));
    assertThat(said.code()).isEqualTo(2);
    assertThat(said.err()).contains("name at least one of --text, --audio and --image");
  }

  private void read(byte[] bytes) throws IOException {
    Path file = Files.write(dir.resolve("x.csd"), bytes);
    try (CsdFile csd = new CsdFile(file)) {
      for (String video : csd.videos()) {
        csd.read(video);
      }
    }
  }

  @Test
  void aFileThatIsCutOffIsRefused() throws IOException {
    byte[] whole = Files.readAllBytes(fixture("audio.csd"));
    for (int length = 0; length < whole.length; length += 501) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> read(cut)).as("%d", length).isInstanceOf(ConvertException.class);
    }
  }

  /** Whatever bytes are changed, nothing but a ConvertException comes out. */
  @Test
  void damagedFilesAreReadOrRefused() throws IOException {
    byte[] whole = Files.readAllBytes(fixture("audio.csd"));
    Random random = new Random(3);
    int refused = 0;
    for (int i = 0; i < 100; i++) {
      byte[] damaged = whole.clone();
      for (int j = 0; j < 20; j++) {
        damaged[random.nextInt(whole.length)] = (byte) random.nextInt(256);
      }
      try {
        read(damaged);
      } catch (ConvertException e) {
        refused++;
      }
    }
    assertThat(refused).isBetween(10, 100);
  }
}
