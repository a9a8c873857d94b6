package io.lacuna.app.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.lacuna.app.config.AppConfig;
import io.lacuna.app.ops.TopicReader;
import io.lacuna.schema.AuditEvent;
import io.lacuna.wire.RegistryAvro;
import io.lacuna.wire.WireException;
import java.io.PrintWriter;
import java.time.Instant;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "audit",
    mixinStandardHelpOptions = true,
    description = "Shows who did what to the running system.",
    footer = {"", "Example: ./lacuna audit list --config lacuna.properties"})
final class AuditCommand {
  @Spec private CommandSpec spec;

  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = {
        "Prints recorded acts, oldest first, each as its intent and its outcome.",
        "The first time is the broker's."
      },
      footer = {"", "Example: ./lacuna audit list --config lacuna.properties --last 20"})
  int list(
      @Mixin ConfigOptions configOptions,
      @Option(names = "--last", description = "Only the last so many lines.") Long last,
      @Option(names = "--json", description = "Print one JSON object a line.") boolean json)
      throws Exception {
    if (last != null) {
      Ranges.atLeast(1, "--last", last);
    }
    AppConfig config = configOptions.load();
    return Brokers.ask(
        config,
        connection -> {
          PrintWriter out = spec.commandLine().getOut();
          try (RegistryAvro registry = RegistryAvro.connect(config.registry());
              TopicReader reader = new TopicReader(connection)) {
            reader.read(
                config.privacy().audit().topic(),
                last == null ? new TopicReader.From.Beginning() : new TopicReader.From.Last(last),
                record -> out.println(line(registry, record, json)));
          }
          out.flush();
          return 0;
        });
  }

  private static String line(
      RegistryAvro registry, ConsumerRecord<byte[], byte[]> record, boolean json) {
    String place = "offset " + record.offset();
    try {
      AuditEvent event = registry.decode(record.value(), AuditEvent.class);
      Instant written = Instant.ofEpochMilli(record.timestamp());
      return json ? tree(event, written) : text(event, written);
    } catch (WireException e) {
      return json
          ? new ObjectMapper().createObjectNode().put("unreadable", place).toString()
          : place + " is no audit event: " + e.reason();
    }
  }

  private static String text(AuditEvent e, Instant written) {
    return String.format(
        "%s  %-8s  %s  %s%s  %s%s  act %s",
        written,
        e.getOutcome(),
        e.getActor(),
        e.getVerb(),
        e.getPipeline() == null ? "" : " of " + e.getPipeline(),
        e.getObject(),
        e.getDetail() == null ? "" : ": " + e.getDetail(),
        e.getAct());
  }

  private static String tree(AuditEvent e, Instant written) {
    return new ObjectMapper()
        .createObjectNode()
        .put("written", written.toString())
        .put("time", e.getTime().toString())
        .put("act", e.getAct())
        .put("outcome", e.getOutcome().name())
        .put("actor", e.getActor())
        .put("verb", e.getVerb())
        .put("pipeline", e.getPipeline())
        .put("object", e.getObject())
        .put("detail", e.getDetail())
        .toString();
  }
}
