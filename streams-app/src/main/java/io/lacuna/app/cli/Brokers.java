package io.lacuna.app.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.lacuna.app.BrokerFault;
import io.lacuna.app.ClientSettings;
import io.lacuna.app.config.AppConfig;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
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
   * @throws ConfigException naming the brokers and the keys to look at, if a setting is wrong
   * @throws KafkaException naming them, if nobody answers
   */
  static <T> T ask(AppConfig config, Work<T> work) throws Exception {
    Map<String, Object> connection = new HashMap<>(ClientSettings.connection(config));
    connection.put(CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG, PATIENCE_MS);
    connection.put(CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG, PATIENCE_MS);
    // the clients say it with every attempt
    Logger clients = (Logger) LoggerFactory.getLogger("org.apache.kafka");
    Level before = clients.getLevel();
    if (System.getenv("LACUNA_LOG_LEVEL") == null) {
      clients.setLevel(Level.OFF);
    }
    try {
      return work.with(connection);
    } catch (Exception e) {
      BrokerFault fault = BrokerFault.of(config, e).orElseThrow(() -> e);
      String line =
          "bootstrap.servers = "
              + config.bootstrapServers()
              + ": "
              + fault.text()
              + "; check "
              + fault.keys()
              + " (./lacuna doctor looks further)";
      throw fault.refused() ? new ConfigException(line) : new KafkaException(line);
    } finally {
      clients.setLevel(before);
    }
  }
}
