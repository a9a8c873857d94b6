package io.lacuna.app.cli;

import io.lacuna.app.TopicSetup;
import io.lacuna.app.audit.Act;
import io.lacuna.app.audit.AuditTrail;
import io.lacuna.app.config.AppConfig;
import io.lacuna.app.privacy.Privacy;
import io.lacuna.wire.RegistryAvro;
import java.util.List;
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
      description = "Creates the topics that are missing.",
      footer = {"", "Example: ./lacuna topics create --config lacuna.properties --partitions 12"})
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
      @Option(
              names = "--topic-config",
              paramLabel = "KEY=VALUE",
              description = "Topic setting, e.g. retention.ms=604800000.")
          Map<String, String> settings,
      @Option(names = "--dry-run", description = "Say what would be created, and create nothing.")
          boolean dryRun)
      throws Exception {
    Ranges.atLeast(1, "--partitions", partitions);
    Ranges.atLeast(1, "--replication", replication);
    AppConfig config = configOptions.load();
    Map<String, String> common = settings == null ? Map.of() : settings;
    with(
        config,
        setup -> {
          if (dryRun) {
            setup.missing(partitions, replication, common).forEach(TopicsCommand::print);
          } else {
            create(config, setup, partitions, replication, common);
          }
          return null;
        });
    return 0;
  }

  /** The audit first, so that the rest can be recorded. */
  private static void create(
      AppConfig config,
      TopicSetup setup,
      int partitions,
      short replication,
      Map<String, String> common)
      throws Exception {
    setup.createAudit(replication).forEach(System.out::println);
    List<String> missing =
        setup.missing(partitions, replication, common).stream().map(NewTopic::name).toList();
    if (!missing.isEmpty()) {
      new AuditTrail(config, System.err::println)
          .during(
              new Act("topics create", null, String.join(" ", missing)),
              () -> setup.create(partitions, replication, common),
              created -> created.size() + " created")
          .forEach(System.out::println);
    }
    if (config.privacy().hasKeys()) {
      try (RegistryAvro registry = RegistryAvro.connect(config.registry());
          Privacy privacy = Privacy.open(config, registry)) {
        privacy.admin().setUp();
      }
    }
  }

  private static void print(NewTopic topic) {
    System.out.printf(
        "would create %s: %d partitions, %d replicas, %s%n",
        topic.name(), topic.numPartitions(), topic.replicationFactor(), topic.configs());
  }

  @Command(
      name = "check",
      mixinStandardHelpOptions = true,
      description = "Checks partition counts, cleanup policy and retention.",
      footer = {"", "Example: ./lacuna topics check --config lacuna.properties"})
  int check(@Mixin ConfigOptions configOptions) throws Exception {
    with(configOptions.load(), TopicSetup::check)
        .forEach((pipeline, n) -> System.out.println(pipeline + ": " + n + " partitions, ok"));
    return 0;
  }

  /** What is done with the topics. */
  private interface Work<T> {
    T with(TopicSetup setup) throws Exception;
  }

  private static <T> T with(AppConfig config, Work<T> work) throws Exception {
    return Brokers.ask(
        config,
        connection -> {
          try (Admin admin = Admin.create(connection)) {
            return work.with(new TopicSetup(config, admin));
          }
        });
  }
}
