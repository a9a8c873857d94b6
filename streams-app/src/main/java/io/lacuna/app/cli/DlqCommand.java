package io.lacuna.app.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lacuna.app.audit.Act;
import io.lacuna.app.audit.AuditTrail;
import io.lacuna.app.config.AppConfig;
import io.lacuna.app.config.PipelineConfig;
import io.lacuna.app.ops.DeadLetter;
import io.lacuna.app.ops.DeadLetterBox;
import io.lacuna.app.ops.PipelineTopics;
import io.lacuna.app.ops.RecordView;
import io.lacuna.model.recording.Mask;
import io.lacuna.model.recording.TopicRole;
import io.lacuna.wire.RegistryAvro;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "dlq",
    mixinStandardHelpOptions = true,
    description = "Shows the dead letters of a pipeline, and sends them once more.",
    footer = {
      "",
      "Example: ./lacuna dlq list --config lacuna.properties --pipeline patient",
      "Example: ./lacuna dlq show 0:17 --config lacuna.properties --pipeline patient"
    })
final class DlqCommand {
  private static final int MOST_NAMED = 20;

  @Spec private CommandSpec spec;

  /** Which dead letters. */
  static final class Choice {
    @Option(names = "--reason", description = "Only those with this reason.")
    private String reason;

    @Option(names = "--stage", description = "Only those of this stage, e.g. decode or payload.")
    private String stage;

    Predicate<DeadLetter> wanted() {
      return l ->
          (reason == null || l.reason().equals(reason))
              && (stage == null || l.stage().equals(stage));
    }

    boolean isEverything() {
      return reason == null && stage == null;
    }
  }

  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "Lists them, then how many there are of each reason.",
      footer = {"", "Example: ./lacuna dlq list --config lacuna.properties --pipeline patient"})
  int list(
      @Mixin ConfigOptions configOptions,
      @Option(names = "--pipeline", required = true, description = "Pipeline, e.g. patient.")
          String pipeline,
      @Mixin Choice choice,
      @Option(names = "--json", description = "Print one JSON object a line, and no sums.")
          boolean json)
      throws Exception {
    AppConfig config = configOptions.load();
    PrintWriter out = spec.commandLine().getOut();
    DeadLetterBox.Contents found =
        with(config, pipeline, (box, unused) -> box.list(choice.wanted()));
    for (DeadLetter l : found.letters()) {
      out.println(json ? tree(l).toString() : line(l));
    }
    if (!json) {
      Map<String, Long> sums =
          found.letters().stream()
              .collect(
                  Collectors.groupingBy(DeadLetter::reason, TreeMap::new, Collectors.counting()));
      out.println(found.letters().size() + " dead letters " + sums);
      if (found.strangers() > 0) {
        out.println(found.strangers() + " other records, which are none of this service's");
      }
    }
    out.flush();
    return 0;
  }

  private static String line(DeadLetter l) {
    return String.format(
        "%-8s %s  %-8s %-28s %s-%d offset %d%s",
        l.place(),
        l.timestamp(),
        l.stage(),
        l.reason(),
        l.originTopic(),
        l.originPartition(),
        l.originOffset(),
        l.pointer() ? "  (points to it)" : "");
  }

  private static ObjectNode tree(DeadLetter l) {
    return new ObjectMapper()
        .createObjectNode()
        .put("place", l.place())
        .put("timestamp", l.timestamp().toString())
        .put("stage", l.stage())
        .put("reason", l.reason())
        .put("pointer", l.pointer())
        .put("originTopic", l.originTopic())
        .put("originPartition", l.originPartition())
        .put("originOffset", l.originOffset());
  }

  @Command(
      name = "show",
      mixinStandardHelpOptions = true,
      description = "Prints one, with ids, sites and payloads masked unless --show names them.",
      footer = {
        "",
        "Example: ./lacuna dlq show 0:17 --config lacuna.properties --pipeline patient"
      })
  int show(
      @Parameters(paramLabel = "PARTITION:OFFSET", description = "As `dlq list` prints it.")
          String place,
      @Mixin ConfigOptions configOptions,
      @Option(names = "--pipeline", required = true, description = "Pipeline, e.g. patient.")
          String pipeline,
      @Option(names = "--show", description = "What is not masked: ids, sites, payloads.")
          String show)
      throws Exception {
    AppConfig config = configOptions.load();
    Set<Mask> shown = PeekCommand.shown(show);
    try (RegistryAvro registry = RegistryAvro.connect(config.registry())) {
      ObjectNode node =
          with(
              config,
              pipeline,
              (box, found) ->
                  new RecordView(registry, shown, PeekCommand.windows(found))
                      .of(TopicRole.DEAD_LETTERS, box.at(place)));
      spec.commandLine().getOut().println(node.toPrettyString());
    }
    return 0;
  }

  @Command(
      name = "resend",
      mixinStandardHelpOptions = true,
      description = {
        "Sends the original records to their topics once more.",
        "They keep keys, headers and times, and go in one transaction. What is still wrong with them brings them back here; a sample that the window has already is known as a duplicate, one that comes after the final is late."
      },
      footer = {
        "",
        "Example: ./lacuna dlq resend --config lacuna.properties --pipeline patient \\",
        "           --reason UNKNOWN_SCHEMA_ID",
        "Example: ./lacuna dlq resend 0:17 1:4 --dry-run --config lacuna.properties \\",
        "           --pipeline patient"
      })
  int resend(
      @Parameters(
              paramLabel = "PARTITION:OFFSET",
              arity = "0..*",
              description = "Those to send; or choose by --reason, --stage or --all.")
          List<String> places,
      @Mixin ConfigOptions configOptions,
      @Option(names = "--pipeline", required = true, description = "Pipeline, e.g. patient.")
          String pipeline,
      @Mixin Choice choice,
      @Option(names = "--all", description = "All there are.") boolean all,
      @Option(names = "--dry-run", description = "Say what would be sent, and send nothing.")
          boolean dryRun)
      throws Exception {
    boolean named = places != null && !places.isEmpty();
    if ((named ? 1 : 0) + (all ? 1 : 0) + (choice.isEverything() ? 0 : 1) != 1) {
      throw new IllegalArgumentException(
          "say which: PARTITION:OFFSET, or --reason and --stage, or --all; one of the three");
    }
    AppConfig config = configOptions.load();
    return with(
        config,
        pipeline,
        (box, unused) -> {
          if (named) {
            places.forEach(box::at);
          }
          Predicate<DeadLetter> wanted = named ? l -> places.contains(l.place()) : choice.wanted();
          List<DeadLetter> letters = box.list(wanted).letters();
          return dryRun ? dryRun(letters) : resend(config, pipeline, box, letters);
        });
  }

  private int dryRun(List<DeadLetter> letters) {
    PrintWriter out = spec.commandLine().getOut();
    letters.forEach(l -> out.println(line(l)));
    out.println(letters.size() + " would be sent");
    out.flush();
    return 0;
  }

  private int resend(AppConfig config, String pipeline, DeadLetterBox box, List<DeadLetter> letters)
      throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    DeadLetterBox.Resent resent =
        new AuditTrail(config, spec.commandLine().getErr()::println)
            .during(
                new Act("dlq resend", pipeline, named(letters)),
                () -> box.resend(letters),
                r -> r.sent().size() + " sent, " + r.gone().size() + " gone");
    resent.gone().forEach(l -> out.println("gone from its topic: " + line(l)));
    out.println(resent.sent().size() + " sent once more");
    out.flush();
    return resent.gone().isEmpty() ? 0 : Main.FAILED;
  }

  /** Their places, as far as a line holds them. */
  private static String named(List<DeadLetter> letters) {
    return letters.size()
        + " dead letters"
        + letters.stream()
            .limit(MOST_NAMED)
            .map(DeadLetter::place)
            .collect(Collectors.joining(" ", ": ", letters.size() > MOST_NAMED ? " ..." : ""));
  }

  /** What is done with the dead letters of a pipeline. */
  private interface Work<T> {
    T apply(DeadLetterBox box, PipelineConfig pipeline) throws Exception;
  }

  private static <T> T with(AppConfig config, String name, Work<T> work) throws Exception {
    PipelineConfig pipeline = PipelineTopics.pipeline(config, name);
    return Brokers.ask(
        config,
        connection -> {
          try (DeadLetterBox box = new DeadLetterBox(connection, pipeline.topics().deadLetters())) {
            return work.apply(box, pipeline);
          }
        });
  }
}
