package io.lacuna.trainer.convert;

import com.fasterxml.jackson.databind.node.ArrayNode;
import io.lacuna.trainer.data.Split;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code data convert openi}: chest X-rays with their reports. */
@Command(
    name = "openi",
    mixinStandardHelpOptions = true,
    description = {
      "Open-I (Indiana University): reports as XML and images as PNG. Findings and impression"
          + " become the text, one frontal image the image, and main headings the labels.",
      "The labels were derived from the reports: with the text there, it is nearly a keyword task."
    },
    footer = {
      "",
      "Example: ./lacuna data convert openi --reports ecgen-radiology \\",
      "  --images NLMCXR_png --projections projections.csv --out corpora/openi"
    })
final class OpenICommand implements Callable<Integer> {
  /** As the authors of MoRA chose them; several are parts of the body. */
  private static final String LABELS =
      "Lung;Opacity;Cardiomegaly;Calcinosis;Pulmonary Atelectasis;Calcified Granuloma;"
          + "Thoracic Vertebrae;Cicatrix;Spine;Markings;Pleural Effusion;Aorta;Diaphragm;Density;"
          + "Atherosclerosis;Deformity;Airspace Disease;Catheters, Indwelling;Scoliosis;Nodule";

  @Spec private CommandSpec spec;
  @Mixin private ConvertOptions options;
  @Mixin private TableOptions table;

  @Option(names = "--reports", paramLabel = "DIR", required = true, description = "the XML files")
  private Path reports;

  @Option(
      names = "--labels",
      paramLabel = "A;B;…",
      description = "main headings that are labels (default: the 20 of MoRA's experiments)")
  private String labelWords = LABELS;

  @Option(
      names = "--projections",
      paramLabel = "FILE",
      description =
          "table uid,filename,projection that says which images are Frontal"
              + " (default: a report's first image is taken, which may be a lateral one)")
  private Path projections;

  private final Tally tally = new Tally();

  @Override
  public Integer call() throws IOException {
    List<String> labels =
        Arrays.stream(labelWords.split(";")).map(String::strip).filter(l -> !l.isEmpty()).toList();
    if (labels.isEmpty() || new HashSet<>(labels).size() < labels.size()) {
      throw new ParameterException(
          spec.commandLine(), "--labels must be different words with ';' between");
    }
    SplitChoice splits = table.splits();
    Projections views = projections == null ? Projections.none() : Projections.read(projections);
    Set<String> seen = new HashSet<>();
    try (FolderWriter writer = new FolderWriter(options.out(), tally)) {
      for (Path file : files()) {
        OpenIReport report = OpenIReport.read(file);
        seen.addAll(report.terms());
        convert(report, file.toString(), labels, splits, views, writer);
      }
      labels.stream()
          .filter(l -> !seen.contains(l))
          .forEach(l -> tally.add("no report has label " + l));
      options.report(writer.finish(description(labels), reports.toString()), tally);
    }
    return 0;
  }

  /** In the order of their numbers. */
  private List<Path> files() throws IOException {
    if (!Files.isDirectory(reports)) {
      throw new ConvertException("--reports " + reports + " is no folder");
    }
    try (Stream<Path> all = Files.list(reports)) {
      return all.filter(f -> f.getFileName().toString().endsWith(".xml"))
          .sorted(
              Comparator.comparing((Path f) -> f.getFileName().toString().length())
                  .thenComparing(f -> f.getFileName().toString()))
          .toList();
    }
  }

  private void convert(
      OpenIReport report,
      String where,
      List<String> labels,
      SplitChoice splits,
      Projections views,
      FolderWriter writer)
      throws IOException {
    if (report.text().isEmpty()) {
      tally.add("reports with neither findings nor impression, left out");
      return;
    }
    Optional<Split> split = splits.of(report.uid());
    if (split.isEmpty()) {
      tally.add("reports that are in no split, left out");
      return;
    }
    Sample sample = new Sample(report.uid(), report.uid(), split.get());
    ArrayNode truth = sample.labels().putArray("finding");
    labels.forEach(l -> truth.add(report.terms().contains(l) ? 1 : 0));
    addImage(sample, report, where, views, writer);
    sample.input("text").put("raw", report.text());
    writer.add(sample, where);
  }

  private void addImage(
      Sample sample, OpenIReport report, String where, Projections views, FolderWriter writer)
      throws IOException {
    Optional<String> chosen = views.choose(report.images());
    if (chosen.isEmpty()) {
      tally.add("reports without a frontal image");
      return;
    }
    if (views.frontal().isEmpty() && report.images().size() > 1) {
      tally.add("reports with several images, of which the first was taken");
    }
    ImageFiles images = table.images("image/png");
    Optional<Path> file = images.find(Projections.fileNames(chosen.get()), where);
    if (file.isEmpty()) {
      table.missing(chosen.get() + ".png", where, tally);
      return;
    }
    byte[] bytes = images.read(file.get(), where);
    images.decode(bytes, file.get(), where);
    writer.add(sample, "image", ".png", bytes);
  }

  private Description description(List<String> labels) {
    return options
        .describe(
            "patient",
            "report id",
            "Converted from Open-I reports. The labels derive from the reports that are the text.")
        .multilabel("finding", labels)
        .images("image/png")
        .text();
  }
}
