package io.lacuna.app.cli;

import io.lacuna.app.ClientSettings;
import io.lacuna.app.LacunaApp;
import io.lacuna.app.LivePage;
import io.lacuna.app.PredictionTail;
import io.lacuna.app.TopicSetup;
import io.lacuna.app.config.AppConfig;
import io.lacuna.app.config.EffectiveConfig;
import io.lacuna.app.config.PipelineConfig;
import io.lacuna.app.ingest.IngestService;
import io.lacuna.wire.RegistryAvro;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    description = "Runs the pipelines against your Kafka.",
    footer = {"", "Example: ./lacuna run --config lacuna.properties"})
final class RunCommand implements Callable<Integer> {
  @Mixin private ConfigOptions configOptions;

  @Override
  public Integer call() throws Exception {
    AppConfig config = configOptions.load();
    print(configOptions.effective());
    Map<String, Integer> partitions =
        Brokers.ask(
            config,
            connection -> {
              try (Admin admin = Admin.create(connection)) {
                return new TopicSetup(config, admin).check();
              }
            });
    for (PipelineConfig p : config.pipelines()) {
      System.err.printf(
          "-- %s: %d partitions, window %s + grace %s + retention %s, base %s, adapters %s%n",
          p.name(),
          partitions.get(p.name()),
          p.window().size(),
          p.window().grace(),
          p.window().retention(),
          p.base(),
          p.adapters());
    }
    try (RegistryAvro registry = RegistryAvro.connect(config.registry())) {
      LacunaApp.prepare(config, registry);
      serve(config, registry);
    }
    return 0;
  }

  /** What somebody said line by line; what nobody said in short. */
  private static void print(EffectiveConfig effective) {
    effective.given().forEach(e -> System.err.println("-- " + ConfigCommand.line(e)));
    System.err.println(
        "-- by default: "
            + effective.defaults().stream()
                .filter(e -> e.value() != null && !e.value().isEmpty())
                .map(e -> e.key() + "=" + e.value())
                .collect(Collectors.joining(" ")));
  }

  private static void serve(AppConfig config, RegistryAvro registry) throws InterruptedException {
    CountDownLatch stopped = new CountDownLatch(1);
    PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    try (LacunaApp app = new LacunaApp(config, Models.of(config), registry, meters);
        LivePage page = new LivePage(config, meters, app);
        PredictionTail tail =
            new PredictionTail(
                config.pipelines(),
                ClientSettings.connection(config),
                registry,
                false,
                (p, now) -> page.offer(p));
        IngestService doors =
            IngestService.open(config, ClientSettings.connection(config), registry, meters)) {
      System.err.println("-- live page " + page.url());
      doors.doors().forEach(door -> System.err.println("-- " + door));
      Runtime.getRuntime()
          .addShutdownHook(
              new Thread(
                  () -> {
                    app.close();
                    stopped.countDown();
                  }));
      app.start();
      stopped.await();
    }
  }
}
