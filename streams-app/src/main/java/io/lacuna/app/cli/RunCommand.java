package io.lacuna.app.cli;

import io.lacuna.app.ClientSettings;
import io.lacuna.app.LacunaApp;
import io.lacuna.app.LivePage;
import io.lacuna.app.PredictionTail;
import io.lacuna.app.TopicSetup;
import io.lacuna.app.config.AppConfig;
import io.lacuna.app.config.PipelineConfig;
import io.lacuna.wire.RegistryAvro;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
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
    try (Admin admin = Admin.create(ClientSettings.connection(config))) {
      Map<String, Integer> partitions = new TopicSetup(config, admin).check();
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
    }
    serve(config);
    return 0;
  }

  private static void serve(AppConfig config) throws InterruptedException {
    CountDownLatch stopped = new CountDownLatch(1);
    PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    try (RegistryAvro registry = RegistryAvro.connect(config.registry());
        LacunaApp app = new LacunaApp(config, Models.of(config), registry, meters);
        LivePage page = new LivePage(config.web(), meters, app);
        PredictionTail tail =
            new PredictionTail(
                config.pipelines(),
                ClientSettings.connection(config),
                registry,
                false,
                (p, now) -> page.offer(p))) {
      System.err.println("-- live page " + page.url());
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
