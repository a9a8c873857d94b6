package io.lacuna.app.cli;

import io.lacuna.app.ClientSettings;
import io.lacuna.app.TopicSetup;
import io.lacuna.app.config.AppConfig;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "topics",
    mixinStandardHelpOptions = true,
    description = "Creates or checks the topics of the pipelines.",
    footer = {"", "Example: ./lacuna topics create --config lacuna.properties --partitions 12"})
final class TopicsCommand {

  @Command(
      name = "create",
      mixinStandardHelpOptions = true,
      description = "Creates the topics that are missing.")
  int create(
      @Mixin ConfigOptions configOptions,
      @Option(
              names = "--partitions",
              defaultValue = "4",
              description = "Partitions of each topic (default: ${DEFAULT-VALUE}).")
          int partitions,
      @Option(
              names = "--replication",
              defaultValue = "1",
              description = "Replicas of each partition (default: ${DEFAULT-VALUE}).")
          short replication,
      @Option(names = "--topic-config", description = "Topic setting, e.g. retention.ms=604800000.")
          Map<String, String> settings,
      @Option(names = "--dry-run", description = "Say what would be created, and create nothing.")
          boolean dryRun)
      throws Exception {
    AppConfig config = configOptions.load();
    try (Admin admin = Admin.create(ClientSettings.connection(config))) {
      TopicSetup setup = new TopicSetup(config, admin);
      Map<String, String> common = settings == null ? Map.of() : settings;
      if (dryRun) {
        setup.missing(partitions, replication, common).forEach(TopicsCommand::print);
      } else {
        setup.create(partitions, replication, common).forEach(System.out::println);
      }
    }
    return 0;
  }

  private static void print(NewTopic topic) {
    System.out.printf(
        "would create %s: %d partitions, %d replicas, %s%n",
        topic.name(), topic.numPartitions(), topic.replicationFactor(), topic.configs());
  }

  @Command(
      name = "check",
      mixinStandardHelpOptions = true,
      description = "Checks partition counts, cleanup policy and retention.")
  int check(@Mixin ConfigOptions configOptions) throws Exception {
    AppConfig config = configOptions.load();
    try (Admin admin = Admin.create(ClientSettings.connection(config))) {
      new TopicSetup(config, admin)
          .check()
          .forEach((pipeline, n) -> System.out.println(pipeline + ": " + n + " partitions, ok"));
    }
    return 0;
  }
}
