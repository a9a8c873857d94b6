package io.lacuna.bench.docs;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.apache.poi.ss.usermodel.Row;
import org.apache.poi.ss.usermodel.Sheet;
import org.apache.poi.xssf.usermodel.XSSFWorkbook;

/** A table and pictures in the layout of ODIR-5K, with one made-up patient. */
final class MadeEyes {
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

  private static final List<Object> PATIENT =
      List.of(
          0, 69, "Female", "left.jpg", "right.jpg", "cataract", "normal", 0, 0, 0, 1, 0, 0, 0, 0);

  private MadeEyes() {}

  /** Writes {@code data.xlsx} and {@code Training_Images} in the current folder. */
  public static void main(String[] args) throws IOException {
    Path images = Files.createDirectory(Path.of("Training_Images"));
    BufferedImage black = new BufferedImage(16, 24, BufferedImage.TYPE_INT_RGB);
    ImageIO.write(black, "jpg", images.resolve("left.jpg").toFile());
    ImageIO.write(black, "jpg", images.resolve("right.jpg").toFile());
    try (XSSFWorkbook book = new XSSFWorkbook();
        OutputStream out = Files.newOutputStream(Path.of("data.xlsx"))) {
      Sheet sheet = book.createSheet();
      fill(sheet.createRow(0), HEADER);
      fill(sheet.createRow(1), PATIENT);
      book.write(out);
    }
  }

  private static void fill(Row row, List<Object> values) {
    for (int c = 0; c < values.size(); c++) {
      if (values.get(c) instanceof Number n) {
        row.createCell(c).setCellValue(n.doubleValue());
      } else {
        row.createCell(c).setCellValue(values.get(c).toString());
      }
    }
  }
}
