package io.lacuna.app.cli;

import io.lacuna.app.LacunaApp;
import io.lacuna.app.config.ConfigLoader;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(
    name = "topology",
    mixinStandardHelpOptions = true,
    description = "Prints the Kafka Streams topology.",
    footer = {"", "Example: ./lacuna topology"})
final class TopologyCommand implements Callable<Integer> {
  @Override
  public Integer call() {
    Map<String, String> values =
        Map.of("bootstrap.servers", "none:1", "schema.registry.url", "mock://topology");
    System.out.print(LacunaApp.describe(ConfigLoader.load(values, System.getenv(), Map.of())));
    return 0;
  }
}
