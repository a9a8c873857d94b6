package io.lacuna.trainer.convert;

import com.fasterxml.jackson.databind.node.ArrayNode;
import io.lacuna.model.features.PixelGrid;
import io.lacuna.trainer.data.Split;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code data convert odir}: ODIR-5K's table of patients and its fundus pictures. */
@Command(
    name = "odir",
    mixinStandardHelpOptions = true,
    description = {
      "ODIR-5K: an xlsx table with a row for each patient, and JPEGs. Left and right fundus become"
          + " one picture side by side, the diagnostic keywords the text, N D G C A H M O the labels.",
      "The labels were derived from the keywords: with the text there, it is nearly a keyword task."
    },
    footer = {"", "Example: ./lacuna data convert odir --xlsx o.xlsx --images jpg --out odir"})
final class OdirCommand implements Callable<Integer> {
  private static final String ID = "ID";
  private static final List<String> EYES = List.of("Left-Fundus", "Right-Fundus");
  private static final List<String> KEYWORDS =
      List.of("Left-Diagnostic Keywords", "Right-Diagnostic Keywords");
  private static final List<String> LABELS = List.of("N", "D", "G", "C", "A", "H", "M", "O");

  @Mixin private ConvertOptions options;
  @Mixin private TableOptions table;

  @Option(names = "--xlsx", paramLabel = "FILE", required = true, description = "the table")
  private Path xlsx;

  private final Tally tally = new Tally();

  @Override
  public Integer call() throws IOException {
    List<String> columns = new ArrayList<>(List.of(ID));
    columns.addAll(EYES);
    columns.addAll(KEYWORDS);
    columns.addAll(LABELS);
    SplitChoice splits = table.splits();
    ImageFiles images = table.images("image/jpeg");
    try (FolderWriter writer = new FolderWriter(options.out(), tally)) {
      for (XlsxTable.Row row : XlsxTable.read(xlsx, columns)) {
        patient(row, splits, images, writer);
      }
      options.report(writer.finish(description(), xlsx.toString()), tally);
    }
    return 0;
  }

  private void patient(
      XlsxTable.Row row, SplitChoice splits, ImageFiles images, FolderWriter writer)
      throws IOException {
    String where = xlsx + " row " + row.number();
    String id = row.cells().get(ID);
    if (id == null) {
      throw new ConvertException(where + ": column 'ID' is empty");
    }
    Optional<Split> split = splits.of(id);
    if (split.isEmpty()) {
      tally.add("patients that are in no split, left out");
      return;
    }
    Sample sample = new Sample(id, id, split.get());
    ArrayNode labels = sample.labels().putArray("disease");
    for (String label : LABELS) {
      String value = row.cells().getOrDefault(label, "");
      if (!value.equals("0") && !value.equals("1")) {
        throw new ConvertException(
            where + ": column '" + label + "' must be 0 or 1, not '" + value + "'");
      }
      labels.add(Integer.parseInt(value));
    }
    addImage(sample, row, images, writer, where);
    addText(sample, row);
    writer.add(sample, where);
  }

  private void addImage(
      Sample sample, XlsxTable.Row row, ImageFiles images, FolderWriter writer, String where)
      throws IOException {
    List<PixelGrid> eyes = new ArrayList<>();
    for (String column : EYES) {
      String name = row.cells().getOrDefault(column, "");
      String at = where + ", column '" + column + "'";
      Optional<Path> file = images.find(List.of(name), at);
      if (file.isEmpty()) {
        table.missing(name, at, tally);
        return;
      }
      eyes.add(images.decode(images.read(file.get(), at), file.get(), at));
    }
    byte[] both = ImageFiles.sideBySide(eyes.get(0), eyes.get(1), where);
    writer.add(sample, "image", ".jpg", both);
  }

  private static void addText(Sample sample, XlsxTable.Row row) {
    List<String> parts = new ArrayList<>();
    String[] eyes = {"Left_text:", "Right_text:"};
    for (int i = 0; i < eyes.length; i++) {
      String words = row.cells().get(KEYWORDS.get(i));
      if (words != null) {
        parts.add(eyes[i] + words);
      }
    }
    if (!parts.isEmpty()) {
      sample.input("text").put("raw", String.join(" ", parts));
    }
  }

  private Description description() {
    return options
        .describe(
            "patient",
            "patient id",
            "Converted from an ODIR-5K table. The labels derive from the keywords that are the"
                + " text.")
        .multilabel("disease", LABELS)
        .images("image/jpeg")
        .text();
  }
}
