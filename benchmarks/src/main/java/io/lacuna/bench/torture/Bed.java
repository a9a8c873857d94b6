package io.lacuna.bench.torture;

import io.lacuna.app.ClientSettings;
import io.lacuna.app.TopicSetup;
import io.lacuna.app.config.AppConfig;
import io.lacuna.app.config.ConfigLoader;
import io.lacuna.app.config.Topics;
import io.lacuna.app.embedded.EmbeddedRegistry;
import io.lacuna.app.topology.Stores;
import io.lacuna.bench.swap.FreshAdapters;
import io.lacuna.bench.torture.process.BrokerCluster;
import io.lacuna.wire.RegistryAvro;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.record.TimestampType;

/** Brokers, registry, topics and models of a run: all that the service finds when it starts. */
final class Bed implements AutoCloseable {
  static final String PIPELINE = "patient";
  private static final String PREFIX = "torture";
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  final TortureSettings settings;
  final Path dir;
  final BrokerCluster brokers;
  final FreshAdapters adapters;
  final String firstAdapter;
  final Admin admin;
  final RegistryAvro schemas;
  final AppConfig config;
  private final int registryPort;
  private EmbeddedRegistry registry;

  private Bed(TortureSettings settings, Path dir) throws IOException {
    this.settings = settings;
    this.dir = dir;
    this.brokers = BrokerCluster.start(dir, settings.brokers());
    this.registry = EmbeddedRegistry.start(dir.resolve("registry"));
    this.registryPort = Integer.parseInt(registry.url().replaceAll(".*:", ""));
    this.adapters = FreshAdapters.create(dir.resolve("models"));
    this.firstAdapter = adapters.write(0).digest();
    Map<String, String> values = values();
    values.put("state.dir", dir.resolve("state").toString());
    this.config = ConfigLoader.load(Map.of(), Map.of(), values);
    this.schemas = RegistryAvro.connect(config.registry());
    this.admin = Admin.create(ClientSettings.connection(config));
  }

  /** Returns when the topics can be written. */
  static Bed open(TortureSettings settings, Path dir) throws IOException {
    Bed bed = new Bed(settings, dir);
    try {
      bed.createTopics();
      return bed;
    } catch (RuntimeException e) {
      bed.close();
      throw e;
    }
  }

  /** The service's configuration, less what an instance has for itself. */
  Map<String, String> values() {
    Map<String, String> values = new TreeMap<>();
    values.put("bootstrap.servers", brokers.bootstrapServers());
    values.put("schema.registry.url", registry.url());
    values.put("application.id", PREFIX);
    values.put("topics.prefix", PREFIX);
    values.put("pipelines", PIPELINE);
    values.put("models.dir", dir.resolve("models").toString());
    values.put("web.port", "0");
    values.put("commit.interval", "100ms");
    values.put("adapters.source", "topic");
    values.put("adapters.lead", millis(TortureSettings.LEAD));
    values.put(PIPELINE + ".base", "base");
    values.put(PIPELINE + ".adapters", "adapter-0");
    values.put(PIPELINE + ".window.kind", "tumbling");
    values.put(PIPELINE + ".window.size", millis(TortureSettings.WINDOW));
    values.put(PIPELINE + ".window.grace", millis(TortureSettings.GRACE));
    values.put(PIPELINE + ".window.retention", millis(settings.retention()));
    values.put(PIPELINE + ".window.samples.text", "last");
    return values;
  }

  private static String millis(Duration d) {
    return d.toMillis() + "ms";
  }

  private void createTopics() {
    Map<String, String> topicSettings = new HashMap<>();
    topicSettings.put("retention.ms", "-1");
    // the broker's word on when a record came, for the question whether it came in time
    topicSettings.put(
        TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, TimestampType.LOG_APPEND_TIME.name);
    persist(
        () ->
            new TopicSetup(config, admin)
                .create(settings.partitions(), (short) settings.brokers(), topicSettings));
    persist(() -> admin.describeTopics(topics().all()).allTopicNames().get());
    persist(() -> ends(topics().predictions()));
    persist(this::allInSync);
  }

  Topics topics() {
    return config.pipelines().get(0).topics();
  }

  Map<String, Object> connection() {
    return ClientSettings.connection(config);
  }

  /** Where the application's ledgers are kept. */
  String ledgerTopic() {
    return PREFIX + "-" + Stores.Names.of(PIPELINE).ledger() + "-changelog";
  }

  /** The end of each partition, open transactions included; waits while there is no leader. */
  long[] endsOf(String topic) {
    return persist(() -> ends(topic));
  }

  private long[] ends(String topic) throws ExecutionException, InterruptedException {
    Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
    for (int p = 0; p < settings.partitions(); p++) {
      wanted.put(new TopicPartition(topic, p), OffsetSpec.latest());
    }
    long[] ends = new long[settings.partitions()];
    admin
        .listOffsets(wanted)
        .all()
        .get()
        .forEach((partition, end) -> ends[partition.partition()] = end.offset());
    return ends;
  }

  /** Returns when every replica of the pipeline's topics is in sync. */
  void awaitInSync() {
    persist(this::allInSync);
  }

  private boolean allInSync() throws ExecutionException, InterruptedException {
    boolean all =
        admin.describeTopics(topics().all()).allTopicNames().get().values().stream()
            .flatMap(topic -> topic.partitions().stream())
            .allMatch(p -> p.leader() != null && p.isr().size() == settings.brokers());
    if (!all) {
      throw new KafkaException("not every replica is in sync");
    }
    return true;
  }

  void registryDown() {
    registry.close();
  }

  void registryUp() {
    registry = EmbeddedRegistry.start(dir.resolve("registry"), registryPort);
  }

  private interface Question<T> {
    T ask() throws ExecutionException, InterruptedException;
  }

  /** Asks again while the brokers cannot answer. */
  private static <T> T persist(Question<T> question) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try {
        return question.ask();
      } catch (ExecutionException | KafkaException e) {
        if (System.nanoTime() > end) {
          throw new IllegalStateException("the brokers do not answer", e);
        }
        LockSupport.parkNanos(100_000_000);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted", e);
      }
    }
  }

  @Override
  public void close() {
    admin.close(Duration.ZERO);
    schemas.close();
    adapters.close();
    brokers.close();
    registry.close();
  }
}
