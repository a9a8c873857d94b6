package io.lacuna.trainer.convert;

import static org.assertj.core.api.Assertions.assertThat;

import io.lacuna.model.features.ImageDecoder;
import io.lacuna.model.features.PixelGrid;
import io.lacuna.model.modality.Payload;
import io.lacuna.model.modality.PayloadException;
import io.lacuna.schema.Modality;
import io.lacuna.trainer.data.DataSet;
import io.lacuna.trainer.data.LabelledSubject;
import java.awt.Color;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.apache.poi.ss.usermodel.Row;
import org.apache.poi.ss.usermodel.Sheet;
import org.apache.poi.xssf.usermodel.XSSFWorkbook;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A table in the layout of ODIR-5K, with made-up patients. */
class OdirCommandTest {
  private static final List<Object> HEADER =
      List.of(
          "ID",
          "Patient Age",
          "Patient Sex",
          "Left-Fundus",
          "Right-Fundus",
          "Left-Diagnostic Keywords",
          "Right-Diagnostic Keywords",
          "N",
          "D",
          "G",
          "C",
          "A",
          "H",
          "M",
          "O");

  @TempDir private Path dir;
  private Converting converting;
  private Path images;
  private Path xlsx;

  @BeforeEach
  void make() throws IOException {
    converting = new Converting(Files.createDirectory(dir.resolve("to")));
    images = Files.createDirectory(dir.resolve("images"));
    xlsx = dir.resolve("data.xlsx");
    Files.write(images.resolve("0_left.jpg"), Pictures.plain("jpg", 16, 24, Color.RED));
    Files.write(images.resolve("0_right.jpg"), Pictures.plain("jpg", 32, 16, Color.BLUE));
    table(HEADER, patient(0, "0_left.jpg", "cataract", 0), patient(1, "0_left.jpg", "", 1));
  }

  private static List<Object> patient(int id, String left, String keywords, Object normal) {
    return List.of(
        id,
        69,
        "Female",
        left,
        "0_right.jpg",
        keywords,
        "normal fundus",
        normal,
        0,
        0,
        1,
        0,
        0,
        0,
        1);
  }

  @SafeVarargs
  private void table(List<Object>... rows) throws IOException {
    try (XSSFWorkbook book = new XSSFWorkbook();
        OutputStream out = Files.newOutputStream(xlsx)) {
      Sheet sheet = book.createSheet();
      for (int r = 0; r < rows.length; r++) {
        Row row = sheet.createRow(r);
        for (int c = 0; c < rows[r].size(); c++) {
          if (rows[r].get(c) instanceof Number n) {
            row.createCell(c).setCellValue(n.doubleValue());
          } else {
            row.createCell(c).setCellValue(rows[r].get(c).toString());
          }
        }
      }
      book.write(out);
    }
  }

  private Object[] args() {
    return new Object[] {"odir", "--xlsx", xlsx, "--images", images};
  }

  @Test
  void aPatientHasBothEyesInOnePicture() throws PayloadException {
    DataSet set = converting.converted(args());
    assertThat(set.tasks().get(0).spec().labels())
        .containsExactly("N", "D", "G", "C", "A", "H", "M", "O");
    LabelledSubject first = set.subjects().get(0);
    assertThat(first.subject()).isEqualTo("0");
    assertThat(first.labels().get("disease")).containsExactly(0, 0, 0, 1, 0, 0, 0, 1);
    assertThat(text(first)).isEqualTo("Left_text:cataract Right_text:normal fundus");
    assertThat(text(set.subjects().get(1))).isEqualTo("Right_text:normal fundus");
    Payload.Encoded image = (Payload.Encoded) first.payloads().get(Modality.IMAGE).read();
    PixelGrid both = ImageDecoder.decode("image/jpeg", image.bytes());
    assertThat(both.width()).isEqualTo(48);
    assertThat(both.height()).isEqualTo(24);
    colour(both, 4, 4, 255, 0, 0);
    colour(both, 4, 20, 255, 0, 0);
    colour(both, 40, 4, 0, 0, 255);
    colour(both, 40, 22, 0, 0, 0);
  }

  private static void colour(PixelGrid grid, int x, int y, int r, int g, int b) {
    int at = (y * grid.width() + x) * 3;
    int[] wanted = {r, g, b};
    for (int c = 0; c < 3; c++) {
      assertThat(Math.abs((grid.values()[at + c] & 0xff) - wanted[c]))
          .as("channel %d at (%d, %d)", c, x, y)
          .isLessThan(12);
    }
  }

  private static String text(LabelledSubject s) {
    Payload.Encoded text = (Payload.Encoded) s.payloads().get(Modality.TEXT).read();
    return new String(text.bytes(), StandardCharsets.UTF_8);
  }

  @Test
  void whatDoesNotFitIsNamedWithItsPlace() throws IOException {
    table(HEADER, patient(0, "0_left.jpg", "x", 2));
    converting.refused("data.xlsx row 2: column 'N' must be 0 or 1, not '2'", args());
    table(HEADER, patient(0, "0_left.jpg", "x", 0), patient(0, "0_left.jpg", "x", 0));
    converting.refused("data.xlsx row 3: subject '0' occurs twice", args());
    table(HEADER.subList(0, 14), patient(0, "0_left.jpg", "x", 0));
    converting.refused("data.xlsx row 1 has no column 'O'", args());
    List<Object> twice = new ArrayList<>(HEADER);
    twice.add("ID");
    table(twice, patient(0, "0_left.jpg", "x", 0));
    converting.refused("data.xlsx is no sound xlsx file: row 1 has two columns 'ID'", args());
    table(HEADER, patient(0, "1_left.jpg", "x", 0));
    converting.refused("row 2, column 'Left-Fundus': image '1_left.jpg' is not in", args());
    Files.writeString(xlsx, "no zip");
    converting.refused("data.xlsx is no sound xlsx file", args());
  }

  @Test
  void namesThatLeadOutOfTheFolderAreRefused() throws IOException {
    Files.write(dir.resolve("x.jpg"), Pictures.plain("jpg", 8, 8, Color.RED));
    for (String name : List.of("../x.jpg", dir.resolve("x.jpg").toString(), "..\\x.jpg", "..")) {
      table(HEADER, patient(0, name, "x", 0));
      converting.refused("image '" + name + "' must be the name of a file in", args());
    }
  }

  @Test
  void aPictureThatClaimsTooManyPixelsIsNotDecoded() throws IOException {
    Files.write(images.resolve("0_left.jpg"), Pictures.jpegBomb());
    converting.refused("0_left.jpg: image of 60000x60000 pixels; at most 40000000", args());
    byte[] whole = Pictures.plain("jpg", 64, 64, Color.RED);
    Files.write(images.resolve("0_left.jpg"), Arrays.copyOf(whole, whole.length / 2));
    converting.refused("0_left.jpg: not a readable image/jpeg", args());
  }

  @Test
  void aTableThatIsCutOffIsRefused() throws IOException {
    byte[] whole = Files.readAllBytes(xlsx);
    for (int length = 0; length < whole.length; length += 499) {
      Files.write(xlsx, Arrays.copyOf(whole, length));
      converting.refused("data.xlsx is no sound xlsx file", args());
    }
  }

  /** A sheet of 30 MB that packs to a thousandth. */
  @Test
  void aZipBombIsRefused() throws IOException {
    ByteArrayOutputStream bomb = new ByteArrayOutputStream();
    List<String> seen = new ArrayList<>();
    try (ZipInputStream in =
            new ZipInputStream(new ByteArrayInputStream(Files.readAllBytes(xlsx)));
        ZipOutputStream out = new ZipOutputStream(bomb)) {
      for (ZipEntry e = in.getNextEntry(); e != null; e = in.getNextEntry()) {
        seen.add(e.getName());
        out.putNextEntry(new ZipEntry(e.getName()));
        byte[] bytes = in.readAllBytes();
        if (e.getName().equals("xl/worksheets/sheet1.xml")) {
          String sheet = new String(bytes, StandardCharsets.UTF_8);
          int at = sheet.indexOf("<sheetData>");
          out.write(sheet.substring(0, at).getBytes(StandardCharsets.UTF_8));
          byte[] blanks = " ".repeat(1 << 20).getBytes(StandardCharsets.UTF_8);
          for (int i = 0; i < 30; i++) {
            out.write(blanks);
          }
          out.write(sheet.substring(at).getBytes(StandardCharsets.UTF_8));
        } else {
          out.write(bytes);
        }
      }
    }
    assertThat(seen).contains("xl/worksheets/sheet1.xml");
    Files.write(xlsx, bomb.toByteArray());
    assertThat(Files.size(xlsx)).isLessThan(100_000);
    converting.refused("data.xlsx is no sound xlsx file: Zip bomb detected!", args());
  }
}
