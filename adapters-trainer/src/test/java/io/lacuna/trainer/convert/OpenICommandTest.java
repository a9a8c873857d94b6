package io.lacuna.trainer.convert;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.lacuna.model.modality.Payload;
import io.lacuna.schema.Modality;
import io.lacuna.trainer.data.DataSet;
import io.lacuna.trainer.data.LabelledSubject;
import io.lacuna.trainer.data.Split;
import java.awt.Color;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reports in the layout of the collection, with made-up words. */
class OpenICommandTest {
  @TempDir private Path dir;
  private Converting converting;
  private Path reports;
  private Path images;

  @BeforeEach
  void make() throws IOException {
    converting = new Converting(Files.createDirectory(dir.resolve("to")));
    reports = Files.createDirectory(dir.resolve("reports"));
    images = Files.createDirectory(dir.resolve("images"));
    report(1, "The heart is large.", "Cardiomegaly & more.", "Cardiomegaly/mild;Opacity/lung", "A");
    report(2, "", "No finding.", "normal", "B", "C");
    report(10, "Lungs are clear.", "", "Catheters, Indwelling/right");
    report(11, "", "", "Opacity", "A");
    image("CXR1_A.png", Color.GRAY);
    image("B.dcm.png", Color.BLUE);
    image("CXR2_C.png", Color.RED);
  }

  private void image(String name, Color colour) throws IOException {
    Files.write(images.resolve(name), Pictures.plain("png", 4, 3, colour));
  }

  private void report(int uid, String findings, String impression, String major, String... shown)
      throws IOException {
    String terms =
        Stream.of(major.split(";"))
            .map(t -> "<major>" + t + "</major>")
            .collect(Collectors.joining());
    String pictures =
        Stream.of(shown)
            .map(i -> "<parentImage id=\"CXR" + uid + "_" + i + "\"><panel/></parentImage>")
            .collect(Collectors.joining());
    String xml =
        """
        <?xml version="1.0" encoding="utf-8"?>
        <eCitation><meta type="rr"/><uId id="CXR%d"/><MedlineCitation><Article><Abstract>
        <AbstractText Label="COMPARISON">None.</AbstractText>
        <AbstractText Label="FINDINGS">%s</AbstractText>
        <AbstractText Label="IMPRESSION">%s</AbstractText>
        </Abstract></Article></MedlineCitation><MeSH>%s</MeSH>%s</eCitation>
        """;
    Files.writeString(
        reports.resolve(uid + ".xml"),
        String.format(xml, uid, findings, impression.replace("&", "&amp;"), terms, pictures));
  }

  private Object[] args(Object... more) {
    return Stream.concat(
            Stream.of("openi", "--reports", reports, "--images", images), Stream.of(more))
        .toArray();
  }

  private static String text(LabelledSubject s) {
    Payload.Encoded text = (Payload.Encoded) s.payloads().get(Modality.TEXT).read();
    return new String(text.bytes(), StandardCharsets.UTF_8);
  }

  private static byte[] image(LabelledSubject s) {
    return ((Payload.Encoded) s.payloads().get(Modality.IMAGE).read()).bytes();
  }

  @Test
  void reportsBecomeTextImageAndLabels() throws IOException {
    DataSet set = converting.converted(args());
    assertThat(set.subjects())
        .extracting(LabelledSubject::subject)
        .containsExactly("CXR1", "CXR2", "CXR10");
    List<String> labels = set.tasks().get(0).spec().labels();
    assertThat(labels).hasSize(20).contains("Catheters, Indwelling");
    LabelledSubject one = set.subjects().get(0);
    assertThat(text(one)).isEqualTo("The heart is large. Cardiomegaly & more.");
    assertThat(image(one)).isEqualTo(Files.readAllBytes(images.resolve("CXR1_A.png")));
    assertThat(named(one, labels)).containsExactly("Opacity", "Cardiomegaly");
    LabelledSubject two = set.subjects().get(1);
    assertThat(named(two, labels)).isEmpty();
    assertThat(image(two)).isEqualTo(Files.readAllBytes(images.resolve("B.dcm.png")));
    LabelledSubject ten = set.subjects().get(2);
    assertThat(ten.payloads()).containsOnlyKeys(Modality.TEXT);
    assertThat(named(ten, labels)).containsExactly("Catheters, Indwelling");
  }

  private static List<String> named(LabelledSubject s, List<String> labels) {
    float[] truth = s.labels().get("finding");
    return labels.stream().filter(l -> truth[labels.indexOf(l)] == 1).toList();
  }

  @Test
  void whatIsLeftOutOrChosenIsCounted() {
    String said = converting.run(args("--labels", "Opacity;Gallstone")).out();
    assertThat(said)
        .contains("reports with neither findings nor impression, left out: 1")
        .contains("reports with several images, of which the first was taken: 1")
        .contains("reports without a frontal image: 1")
        .contains("no report has label Gallstone: 1");
  }

  @Test
  void aTableOfProjectionsChoosesTheFrontalImage() throws IOException {
    Path table = dir.resolve("projections.csv");
    Files.writeString(
        table,
        "uid,filename,projection\n1,A.dcm.png,Lateral\n2,B.dcm.png,Lateral\n2,C.dcm.png,Frontal\n");
    DataSet set = converting.converted(args("--projections", table));
    assertThat(set.subjects().get(0).payloads()).doesNotContainKey(Modality.IMAGE);
    assertThat(image(set.subjects().get(1)))
        .isEqualTo(Files.readAllBytes(images.resolve("CXR2_C.png")));
  }

  @Test
  void splitsAreDrawnByNameOrComeFromAFile() throws IOException {
    Path splits = Files.writeString(dir.resolve("s.csv"), "CXR1,train\nCXR2\ttest\n");
    DataSet set = converting.converted(args("--splits", splits));
    assertThat(set.subjects())
        .extracting(LabelledSubject::split)
        .containsExactly(Split.TRAIN, Split.TEST);
    long train =
        Stream.iterate(0, i -> i + 1)
            .limit(1000)
            .map(i -> SplitChoice.drawn(7).of("CXR" + i).orElseThrow())
            .filter(s -> s == Split.TRAIN)
            .count();
    assertThat(train).isBetween(760L, 840L);
  }

  @Test
  void tablesThatAreNotThereOrNoTextAreRefused() throws IOException {
    Path table = dir.resolve("t.csv");
    converting.refused("t.csv is not there or no file", args("--projections", table));
    converting.refused("t.csv is not there or no file", args("--splits", table));
    Files.write(table, "uid,filename,projection\n1,\u00e9,Frontal\n".getBytes(ISO_8859_1));
    converting.refused("t.csv is no UTF-8 text", args("--projections", table));
    converting.refused("t.csv is no UTF-8 text", args("--splits", table));
  }

  @Test
  void entitiesAndDtdsAreRefused() throws IOException {
    String secret = dir.resolve("secret").toUri().toString();
    Files.writeString(dir.resolve("secret"), "secret");
    hostile(
        "<!DOCTYPE r [<!ENTITY x SYSTEM \""
            + secret
            + "\">]>\n<r><uId id='CXR3'/><major>&x;</major></r>",
        "3.xml line 1 has a DTD; none is allowed");
    hostile("<!DOCTYPE r SYSTEM \"" + secret + "\"><r/>", "has a DTD");
    hostile("<r><uId id='CXR3'/><major>&lol;</major></r>", "3.xml line 1 is no sound XML");
    hostile("<r><uId id='CXR3'/><major>", "3.xml line 1 is no sound XML");
    hostile("<r/>", "3.xml has no element uId");
    hostile(" ".repeat(2 << 20), "a report may have 1048576");
  }

  private void hostile(String xml, String message) throws IOException {
    Files.writeString(reports.resolve("3.xml"), xml);
    converting.refused(message, args());
  }

  @Test
  void picturesThatAreBombsOrDamagedOrElsewhereAreRefused() throws IOException {
    Files.write(images.resolve("CXR1_A.png"), Pictures.pngBomb());
    converting.refused("CXR1_A.png: image of 60000x60000 pixels; at most 40000000", args());
    Files.write(images.resolve("CXR1_A.png"), new byte[] {1, 2, 3});
    converting.refused("CXR1_A.png: not a readable image/png", args());
    Files.delete(images.resolve("CXR1_A.png"));
    converting.refused("image 'CXR1_A.png' is not in", args());
    Files.write(dir.resolve("x.png"), Pictures.plain("png", 2, 2, Color.RED));
    report(1, "x", "y", "normal", "/../../x");
    converting.refused("image 'CXR1_/../../x.png' must be the name of a file in", args());
    report(1, "x", "y", "normal", "A");
    assertThat(converting.run(args("--allow-missing")).out())
        .contains("images that are not there, left out: 1");
  }
}
