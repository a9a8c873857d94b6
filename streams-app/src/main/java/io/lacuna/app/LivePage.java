package io.lacuna.app;

import io.lacuna.app.config.AppConfig;
import io.lacuna.app.web.LiveFeed;
import io.lacuna.app.web.WebServer;
import io.lacuna.app.web.WebSettings;
import io.lacuna.schema.Prediction;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Clock;
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
  public LivePage(AppConfig.Web web, PrometheusMeterRegistry meters, LacunaApp app) {
    WebSettings settings =
        new WebSettings(
            web.host(), web.port(), Optional.ofNullable(web.token()).map(Password::value));
    this.host = web.host();
    this.feed = LiveFeed.start(Clock.systemUTC(), false);
    try {
      this.server = WebServer.start(settings, feed, meters, app.health(), Clock.systemUTC());
    } catch (RuntimeException e) {
      feed.close();
      throw e;
    }
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
