package io.lacuna.trainer.convert;

import io.lacuna.trainer.data.DataSet;
import io.lacuna.trainer.data.Split;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** What every converter is told, and what it says at its end. */
final class ConvertOptions {
  @Option(names = "--out", required = true, description = "new data set folder")
  private Path out;

  @Option(names = "--name", description = "name of the data set (default: the folder's)")
  private String name;

  @Option(
      names = "--pipeline",
      description =
          "pipeline that it trains (default: utterance for sequences, patient for images)")
  private String pipeline;

  Path out() {
    return out;
  }

  Description describe(String usualPipeline, String group, String note) {
    String called = name == null ? out.toAbsolutePath().normalize().getFileName().toString() : name;
    return Description.of(called, pipeline == null ? usualPipeline : pipeline, group, note);
  }

  /** Tells on standard output what was written and what was done to it. */
  void report(DataSet set, Tally tally) {
    String splits =
        Stream.of(Split.values())
            .filter(s -> !set.of(s).isEmpty())
            .map(s -> s.word() + " " + set.of(s).size())
            .collect(Collectors.joining(", "));
    System.out.println(
        "wrote " + out + ": " + set.subjects().size() + " subjects (" + splits + ")");
    set.modalities()
        .forEach(
            m -> {
              long with = set.subjects().stream().filter(s -> s.payloads().containsKey(m)).count();
              System.out.println("  " + m.name().toLowerCase(Locale.ROOT) + " of " + with);
            });
    tally.lines().forEach(line -> System.out.println("  " + line));
  }
}
