package io.lacuna.app.cli;

import io.lacuna.app.LacunaApp;
import io.lacuna.app.config.AppConfig;
import io.lacuna.app.ops.MermaidTopology;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.kafka.streams.TopologyDescription;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "topology",
    mixinStandardHelpOptions = true,
    description =
        "Prints the Kafka Streams topology of a configuration, then that of its intake where it has feeds; it needs no broker.",
    footer = {"", "Example: ./lacuna topology --format mermaid"})
final class TopologyCommand implements Callable<Integer> {
  /** How it is printed. */
  enum Format {
    text,
    mermaid
  }

  @Mixin private ConfigOptions options;

  @Option(
      names = "--format",
      defaultValue = "text",
      description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private Format format;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    Map<String, String> defaults =
        Map.of("bootstrap.servers", "none:1", "schema.registry.url", "mock://topology");
    AppConfig config = options.load(defaults, Map.of());
    List<TopologyDescription> clients = new ArrayList<>();
    clients.add(LacunaApp.describe(config));
    if (!config.feeds().isEmpty()) {
      clients.add(LacunaApp.describeIntake(config));
    }
    PrintWriter out = spec.commandLine().getOut();
    if (format == Format.mermaid) {
      out.print(MermaidTopology.of(clients));
    } else {
      clients.forEach(out::print);
    }
    out.flush();
    return 0;
  }
}
