package io.lacuna.app.cli;

import io.lacuna.app.config.AppConfig;
import io.lacuna.app.config.PipelineConfig;
import io.lacuna.app.ops.PipelineTopics;
import io.lacuna.app.record.Bound;
import io.lacuna.app.record.Recorder;
import io.lacuna.app.record.RecordingPlan;
import io.lacuna.model.recording.RecordingFolder;
import io.lacuna.wire.RegistryAvro;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "record",
    mixinStandardHelpOptions = true,
    description = "Writes what a pipeline's topics hold into a recording.",
    footer = {
      "",
      "Example: ./lacuna record --config lacuna.properties --pipeline patient \\",
      "           --out monday",
      "Docs: docs/recording.md."
    })
final class RecordCommand implements Callable<Integer> {
  @Mixin private ConfigOptions configOptions;

  @Mixin private MaskOptions maskOptions;

  @Option(names = "--pipeline", required = true, description = "Pipeline, e.g. patient.")
  private String pipeline;

  @Option(names = "--out", required = true, description = "New folder.")
  private Path out;

  @Option(
      names = "--from",
      description =
          "Where it begins: record timestamp of the input topics, e.g. 2026-01-31T12:00:00Z, or"
              + " offsets, e.g. image-0=120,text-0=98 (default: what the topics hold).")
  private String from;

  @Option(names = "--to", description = "Where it ends, as --from; not included.")
  private String to;

  @Option(
      names = "--follow",
      defaultValue = "0",
      description = "Seconds for which records that still come are taken.")
  private long followSeconds;

  @Option(names = "--allow-holes", description = "Record what is left where records were deleted.")
  private boolean allowHoles;

  @Option(names = "--labels", description = "Topic with labels, recorded beside the others.")
  private String labels;

  @Override
  public Integer call() throws Exception {
    Ranges.atLeast(0, "--follow", followSeconds);
    AppConfig config = configOptions.load();
    PipelineConfig found = PipelineTopics.pipeline(config, pipeline);
    RecordingPlan plan =
        new RecordingPlan(
            out.toAbsolutePath().normalize().getFileName().toString(),
            command(),
            RecordingPlan.topics(found.topics(), config.adapters().topic(), labels),
            Bound.parse("--from", from),
            Bound.parse("--to", to),
            Duration.ofSeconds(followSeconds),
            allowHoles,
            maskOptions.masks(),
            maskOptions.hash());
    try (RegistryAvro registry = RegistryAvro.connect(config.registry())) {
      RecordingFolder recording =
          Brokers.ask(
              config,
              connection ->
                  new Recorder(
                          config,
                          found,
                          registry,
                          connection,
                          plan,
                          line -> System.err.println("-- " + line))
                      .record(out));
      RecordingText.of(recording).forEach(System.out::println);
    }
    return 0;
  }

  /** Without folders and files, which say nothing elsewhere. */
  private String command() {
    return "lacuna record --pipeline "
        + pipeline
        + (from == null ? "" : " --from " + from)
        + (to == null ? "" : " --to " + to)
        + (followSeconds == 0 ? "" : " --follow " + followSeconds)
        + (allowHoles ? " --allow-holes" : "")
        + (labels == null ? "" : " --labels " + labels);
  }
}
