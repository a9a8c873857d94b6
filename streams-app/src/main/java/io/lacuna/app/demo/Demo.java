package io.lacuna.app.demo;

import io.lacuna.app.LacunaApp;
import io.lacuna.app.LivePage;
import io.lacuna.app.TemporaryFolder;
import io.lacuna.app.config.AppConfig;
import io.lacuna.app.config.PipelineConfig;
import io.lacuna.app.embedded.EmbeddedDefault;
import io.lacuna.model.score.ScoringModel;
import io.lacuna.wire.RegistryAvro;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.kafka.clients.admin.Admin;

/**
 * The main job on the embedded default: broker, registry, recorded feeds, both pipelines, in one
 * process, in time-lapse.
 */
public final class Demo {
  private static final long PATIENCE_S = 30;

  private final DemoOptions options;
  private final Function<AppConfig, Function<PipelineConfig, ScoringModel>> models;
  private final PrintStream out;
  private final PrintStream talk;
  private final CountDownLatch closed = new CountDownLatch(1);

  /**
   * @param models opens the model of a pipeline
   * @param out takes rows and summary
   * @param talk takes everything else
   */
  public Demo(
      DemoOptions options,
      Function<AppConfig, Function<PipelineConfig, ScoringModel>> models,
      PrintStream out,
      PrintStream talk) {
    this.options = options;
    this.models = models;
    this.out = out;
    this.talk = talk;
  }

  /** Runs to the end; true when every record and observation is accounted for. */
  public boolean run() throws IOException, ExecutionException, InterruptedException {
    try {
      if (options.dir() != null) {
        Files.createDirectories(options.dir());
        return runIn(options);
      }
      try (TemporaryFolder temporary = TemporaryFolder.create("lacuna-demo")) {
        return runIn(options.in(temporary.path()));
      }
    } finally {
      closed.countDown();
    }
  }

  private boolean runIn(DemoOptions options)
      throws IOException, ExecutionException, InterruptedException {
    try (EmbeddedDefault embedded = EmbeddedDefault.start(options.dir())) {
      talk.println(
          "-- broker " + embedded.bootstrapServers() + ", registry " + embedded.registryUrl());
      AppConfig config = DemoConfig.write(options, embedded);
      PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
      try (RegistryAvro registry = RegistryAvro.connect(config.registry());
          Admin admin = Admin.create(Map.of("bootstrap.servers", embedded.bootstrapServers()));
          LacunaApp app = new LacunaApp(config, models.apply(config), registry, meters);
          LivePage page = options.web() ? new LivePage(config, meters, app) : null) {
        if (page != null) {
          talk.println("-- live page " + page.url());
        }
        boolean balanced =
            new DemoRun(options, config, page, out, talk).run(embedded, registry, app, admin);
        if (options.stay()) {
          stay(options);
        }
        return balanced;
      }
    }
  }

  /** So that other verbs can be tried on the demo. */
  private void stay(DemoOptions options) {
    talk.println(
        "-- the service stays up until Ctrl-C; try: ./lacuna record --config "
            + DemoConfig.in(options.dir())
            + " --pipeline "
            + options.pipelines().get(0)
            + " --out recorded");
    CountDownLatch ended = new CountDownLatch(1);
    Thread hook =
        new Thread(
            () -> {
              ended.countDown();
              awaitClosed(); // the process must not end before what is open is closed
            });
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      ended.await();
    } catch (InterruptedException e) {
      Runtime.getRuntime().removeShutdownHook(hook);
    }
  }

  private void awaitClosed() {
    try {
      closed.await(PATIENCE_S, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
