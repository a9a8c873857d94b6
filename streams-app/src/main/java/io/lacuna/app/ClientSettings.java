package io.lacuna.app;

import io.lacuna.app.config.AppConfig;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;

/** Kafka settings made from the application's configuration. */
public final class ClientSettings {
  /** What every kind of client knows and needs to reach a broker. */
  private static final Set<String> CONNECTION =
      Set.of(
          "security.",
          "ssl.",
          "sasl.",
          "client.dns.lookup",
          "socket.connection.setup.",
          "reconnect.backoff.");

  private ClientSettings() {}

  /** How a plain client reaches the brokers. */
  public static Map<String, Object> connection(AppConfig config) {
    OAuthEndpoints.allow(config.kafka());
    Map<String, Object> settings = new HashMap<>();
    settings.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, config.bootstrapServers());
    config
        .kafka()
        .forEach(
            (key, value) -> {
              if (CONNECTION.stream().anyMatch(key::startsWith)) {
                settings.put(key, value);
              }
            });
    return settings;
  }

  /** Settings of the Streams application; the user's own {@code kafka.*} keys win. */
  public static Properties streams(AppConfig config) {
    OAuthEndpoints.allow(config.kafka());
    Properties p = new Properties();
    p.put(StreamsConfig.APPLICATION_ID_CONFIG, config.applicationId());
    p.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, config.bootstrapServers());
    p.put(StreamsConfig.STATE_DIR_CONFIG, config.stateDir().toString());
    p.put(
        StreamsConfig.PROCESSING_GUARANTEE_CONFIG,
        config.exactlyOnce() ? StreamsConfig.EXACTLY_ONCE_V2 : StreamsConfig.AT_LEAST_ONCE);
    p.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, config.streamThreads());
    p.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, config.commitInterval().toMillis());
    // bounds how late a wall-clock tick or a finished score can be noticed while nothing arrives
    p.put(StreamsConfig.POLL_MS_CONFIG, 10);
    // any other value declares data missing that only lies behind another partition
    p.put(StreamsConfig.MAX_TASK_IDLE_MS_CONFIG, 0);
    p.put(StreamsConfig.BUFFERED_RECORDS_PER_PARTITION_CONFIG, 100);
    p.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 32L << 20);
    // a commit sends what lingers; between commits a transaction's records are seen by nobody
    p.put(StreamsConfig.producerPrefix(ProducerConfig.LINGER_MS_CONFIG), 20);
    // state repeats names and digests; each batch costs a buffer, so that few batches are better
    p.put(StreamsConfig.producerPrefix(ProducerConfig.COMPRESSION_TYPE_CONFIG), "lz4");
    // a dead letter is larger than the record it holds; the topic's own limit decides
    p.put(StreamsConfig.producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG), Integer.MAX_VALUE);
    p.put(StreamsConfig.consumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
    p.put(StreamsConfig.consumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), 10_000);
    if (config.instanceId() != null) {
      p.put(
          StreamsConfig.mainConsumerPrefix(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG),
          config.instanceId());
    }
    p.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
    p.putAll(config.kafka());
    return p;
  }

  /** Settings of the intake: the same under an application id of its own. */
  static Properties intake(AppConfig config) {
    Properties p = streams(config);
    p.put(StreamsConfig.APPLICATION_ID_CONFIG, intakeId(config));
    return p;
  }

  /** Application id of the intake. */
  public static String intakeId(AppConfig config) {
    return config.applicationId() + "-intake";
  }
}
