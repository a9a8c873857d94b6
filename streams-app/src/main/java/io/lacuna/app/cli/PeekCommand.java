package io.lacuna.app.cli;

import io.lacuna.app.config.AppConfig;
import io.lacuna.app.config.PipelineConfig;
import io.lacuna.app.ops.PipelineTopics;
import io.lacuna.app.ops.RecordView;
import io.lacuna.app.ops.TopicReader;
import io.lacuna.model.recording.Mask;
import io.lacuna.wire.RegistryAvro;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "peek",
    mixinStandardHelpOptions = true,
    description = {
      "Prints committed records of a topic, one JSON object a line.",
      "It ends where the topic ends now. Ids, sites and payloads are masked unless --show names them; equal ids look equal. A dead letter of an unreadable record is shown whole or not at all."
    },
    footer = {
      "",
      "Example: ./lacuna peek predictions --last 5 --config lacuna.properties \\",
      "           --pipeline patient"
    })
final class PeekCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "TOPIC",
      description =
          "image, text, audio, predictions, latest, shadow, late, dlq, decisions, adapters, feed.NAME, feed.NAME.boundaries, feed.NAME.mapping, or the whole name of one of these topics.")
  private String topic;

  @Mixin private ConfigOptions configOptions;

  @Option(names = "--pipeline", required = true, description = "Pipeline, e.g. patient.")
  private String pipeline;

  @Option(
      names = "--last",
      defaultValue = "10",
      description = "Newest records of each partition (default: ${DEFAULT-VALUE}).")
  private long last;

  @Option(
      names = "--from",
      description =
          "Instant from which on records are printed; beginning for all. Wins over --last.")
  private String from;

  @Option(names = "--show", description = "What is not masked: ids, sites, payloads.")
  private String show;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    AppConfig config = configOptions.load();
    PipelineConfig found = PipelineTopics.pipeline(config, pipeline);
    PipelineTopics.Place place = PipelineTopics.of(config, found).place(topic);
    TopicReader.From start = start();
    Set<Mask> shown = shown(show);
    PrintWriter out = spec.commandLine().getOut();
    try (RegistryAvro registry = RegistryAvro.connect(config.registry())) {
      RecordView view = new RecordView(registry, shown, windows(found));
      Brokers.ask(
          config,
          connection -> {
            try (TopicReader reader = new TopicReader(connection)) {
              reader.read(
                  place.topic(),
                  start,
                  record -> out.println(view.of(place.role(), record).toString()));
            }
            return null;
          });
    }
    out.flush();
    return 0;
  }

  private TopicReader.From start() {
    if (from == null) {
      Ranges.atLeast(1, "--last", last);
      return new TopicReader.From.Last(last);
    }
    if (from.equals("beginning")) {
      return new TopicReader.From.Beginning();
    }
    try {
      return new TopicReader.From.Time(Instant.parse(from));
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException(
          "--from " + from + " must be an instant such as 2026-01-31T12:00:00Z, or beginning", e);
    }
  }

  static Set<Mask> shown(String show) {
    return show == null ? Set.of() : Mask.parseAll(show);
  }

  /** As a recording's manifest has it. */
  static String windows(PipelineConfig pipeline) {
    return pipeline.window().kind().name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
