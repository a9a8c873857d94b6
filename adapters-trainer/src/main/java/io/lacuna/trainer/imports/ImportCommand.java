package io.lacuna.trainer.imports;

import io.lacuna.model.recording.Delay;
import io.lacuna.model.recording.RecordingFolder;
import io.lacuna.model.recording.RecordingOrigin;
import io.lacuna.trainer.data.DataSet;
import io.lacuna.trainer.data.DataSetFolder;
import io.lacuna.trainer.data.LabelledSubject;
import io.lacuna.trainer.data.Split;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code import}: a data set folder as a recording. */
@Command(
    name = "import",
    mixinStandardHelpOptions = true,
    description = "Makes a recording from a data set folder, with arrivals drawn from a model.",
    footer = {
      "",
      "Example: ./lacuna import --data mosi --pipeline utterance --out feeds/mosi \\",
      "  --arrivals 'image=lognormal(30s,1.2),audio=fixed(2s)' --rate 0.5",
      "Docs: docs/recording.md."
    })
public final class ImportCommand implements Callable<Integer> {
  /** An invented day; a player or a replay moves it. */
  private static final Instant START = Instant.parse("2026-03-02T08:00:00Z");

  private static final String ALL = "all";

  @Option(names = "--data", required = true, description = "data set folder")
  private Path folder;

  @Option(names = "--out", required = true, description = "new folder")
  private Path out;

  @Option(names = "--pipeline", description = "pipeline it feeds (default: the data set's)")
  private String pipeline;

  @Option(
      names = "--arrivals",
      description =
          "delay per modality: fixed(2s), exponential(MEAN) or lognormal(MEDIAN,SIGMA)"
              + " (default: at once)")
  private String arrivals;

  @Option(names = "--rate", description = "subjects per second (${DEFAULT-VALUE})")
  private double rate = 1;

  @Option(names = "--seed", description = "(${DEFAULT-VALUE})")
  private long seed = 7;

  @Option(names = "--partitions", description = "partitions of each topic (${DEFAULT-VALUE})")
  private int partitions = 4;

  @Option(names = "--split", description = "train, validation, test or all (${DEFAULT-VALUE})")
  private String split = ALL;

  @Override
  public Integer call() throws IOException {
    DataSet data = DataSetFolder.read(folder);
    var model =
        new ArrivalModel(
            START, rate, arrivals == null ? Map.of() : Delay.parseAll(arrivals), seed, partitions);
    RecordingFolder recording =
        new DataSetFeed(data, model).write(subjects(data), out, origin(data));
    System.out.println("wrote " + out + ": " + recording.manifest().counts().get("records"));
    return 0;
  }

  private List<LabelledSubject> subjects(DataSet data) {
    if (split.equals(ALL)) {
      return data.subjects();
    }
    for (Split part : Split.values()) {
      if (part != Split.UNASSIGNED && part.word().equals(split)) {
        return data.of(part);
      }
    }
    throw new IllegalArgumentException(
        "--split " + split + " must be train, validation, test or all");
  }

  private RecordingOrigin origin(DataSet data) {
    String of = pipeline == null ? data.pipeline() : pipeline;
    String command =
        String.format(
            Locale.ROOT,
            "lacuna import --pipeline %s%s --rate %s --seed %d --partitions %d --split %s",
            of,
            arrivals == null ? "" : " --arrivals '" + arrivals + "'",
            rate,
            seed,
            partitions,
            split);
    String note =
        "Made from the data set "
            + data.name()
            + " (SHA-256 "
            + data.digest()
            + "). Times are drawn, not observed.";
    return new RecordingOrigin(data.name(), of, seed, command, note, null, List.of());
  }
}
