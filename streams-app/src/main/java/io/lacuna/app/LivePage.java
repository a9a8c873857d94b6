package io.lacuna.app;

import io.lacuna.app.config.AppConfig;
import io.lacuna.app.web.EvaluationFacts;
import io.lacuna.app.web.LiveFeed;
import io.lacuna.app.web.PageSources;
import io.lacuna.app.web.WebServer;
import io.lacuna.app.web.WebSettings;
import io.lacuna.schema.Prediction;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.config.types.Password;

/** The live page of a running application, with its feed. */
public final class LivePage implements AutoCloseable {
  private final LiveFeed feed;
  private final WebServer server;
  private final String host;

  /**
   * Serves from its return on.
   *
   * @throws IllegalStateException when the port is taken
   * @throws org.apache.kafka.common.config.ConfigException when it would be open to others
   */
  public LivePage(AppConfig config, PrometheusMeterRegistry meters, LacunaApp app) {
    AppConfig.Web web = config.web();
    WebSettings settings =
        new WebSettings(
            web.host(), web.port(), Optional.ofNullable(web.token()).map(Password::value));
    this.host = web.host();
    this.feed = LiveFeed.start(Clock.systemUTC(), web.showIds());
    try {
      this.server =
          WebServer.start(
              settings, feed, meters, app.health(), sources(config, app), Clock.systemUTC());
    } catch (RuntimeException e) {
      feed.close();
      throw e;
    }
  }

  private static PageSources sources(AppConfig config, LacunaApp app) {
    List<Path> adapters = config.pipelines().stream().flatMap(p -> p.adapters().stream()).toList();
    return new PageSources(app.waiting(), config.batch().maxSize(), EvaluationFacts.read(adapters));
  }

  /** Shows a prediction; never waits. */
  public void offer(Prediction p) {
    feed.offer(p);
  }

  /** The page's address. */
  public String url() {
    return "http://" + host + ":" + server.port();
  }

  @Override
  public void close() {
    try (feed) {
      server.close();
    }
  }
}
