package io.lacuna.app.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.lacuna.app.ClientSettings;
import io.lacuna.app.config.AppConfig;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;
import org.slf4j.LoggerFactory;

/**
 * The brokers for verbs that somebody waits for: they are asked shortly, and failure is said once.
 */
final class Brokers {
  private static final int PATIENCE_MS = 15_000;

  private Brokers() {}

  /** What a verb does with the brokers. */
  interface Work<T> {
    /**
     * @param connection how to reach the brokers
     */
    T with(Map<String, Object> connection) throws Exception;
  }

  /**
   * @throws KafkaException naming the brokers if they do not answer
   */
  static <T> T ask(AppConfig config, Work<T> work) throws Exception {
    if (System.getenv("LACUNA_LOG_LEVEL") == null) {
      // the clients warn with every attempt
      ((Logger) LoggerFactory.getLogger("org.apache.kafka.clients")).setLevel(Level.ERROR);
    }
    Map<String, Object> connection = new HashMap<>(ClientSettings.connection(config));
    connection.put(CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG, PATIENCE_MS);
    connection.put(CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG, PATIENCE_MS);
    try {
      return work.with(connection);
    } catch (Exception e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      if (e instanceof TimeoutException || cause instanceof TimeoutException) {
        throw new KafkaException(
            "bootstrap.servers = "
                + config.bootstrapServers()
                + " gave no answer ("
                + cause.getMessage()
                + "); ./lacuna doctor looks further");
      }
      throw e;
    }
  }
}
