package io.lacuna.bench.load;

import io.lacuna.app.TemporaryFolder;
import io.lacuna.app.TopicSetup;
import io.lacuna.app.config.AppConfig;
import io.lacuna.app.config.ConfigLoader;
import io.lacuna.app.embedded.EmbeddedRegistry;
import io.lacuna.wire.RegistryAvro;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.LogDirDescription;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;

/** A broker process, a registry and a directory; all gone when it is closed. */
public final class TestBed implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String PIPELINE = "patient";

  private static final String IN_MEMORY = "mock://bench";

  private final Path dir;
  private final BrokerProcess broker;
  private final String registryUrl;
  private final Runnable closeRegistry;
  private final Admin admin;
  private final RegistryAvro registry;

  private TestBed(Path dir, BrokerProcess broker, String registryUrl, Runnable closeRegistry) {
    this.dir = dir;
    this.broker = broker;
    this.registryUrl = registryUrl;
    this.closeRegistry = closeRegistry;
    this.admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
    this.registry = RegistryAvro.connect(Map.of("schema.registry.url", registryUrl));
  }

  /**
   * @param parent directory in which the bed's own is created
   */
  static TestBed open(Path parent) throws IOException {
    Path dir = Files.createTempDirectory(parent, "lacuna-bench");
    try {
      return new TestBed(dir, BrokerProcess.start(dir.resolve("broker")), IN_MEMORY, () -> {});
    } catch (IOException | RuntimeException e) {
      TemporaryFolder.delete(dir);
      throw e;
    }
  }

  /** The same with a registry that other processes can ask, too. */
  static TestBed openShared(Path parent) throws IOException {
    Path dir = Files.createTempDirectory(parent, "lacuna-bench");
    try {
      EmbeddedRegistry shared = EmbeddedRegistry.start(dir.resolve("registry"));
      return new TestBed(
          dir, BrokerProcess.start(dir.resolve("broker")), shared.url(), shared::close);
    } catch (IOException | RuntimeException e) {
      TemporaryFolder.delete(dir);
      throw e;
    }
  }

  /** Where all data of the bed lie. */
  public Path dir() {
    return dir;
  }

  public RegistryAvro registry() {
    return registry;
  }

  /**
   * The product's configuration, with one pipeline.
   *
   * @param id application id, and the directory of its state
   * @param prefix first part of the topics' names
   * @param values further keys of the application's configuration
   */
  public AppConfig config(String id, String prefix, Map<String, String> values) {
    return ConfigLoader.load(Map.of(), Map.of(), keys(id, prefix, values));
  }

  /** The keys of {@link #config}, to be handed to another process. */
  public Map<String, String> keys(String id, String prefix, Map<String, String> values) {
    Map<String, String> all = new HashMap<>(values);
    all.put("application.id", id);
    all.put("topics.prefix", prefix);
    all.put("bootstrap.servers", broker.bootstrapServers());
    all.put("schema.registry.url", registryUrl);
    all.put("pipelines", PIPELINE);
    all.putIfAbsent("state.dir", dir.resolve("state").toString());
    return all;
  }

  /** A directory of its own, which goes with the bed. */
  public Path directory(String name) throws IOException {
    return Files.createDirectories(dir.resolve(name));
  }

  /** Creates the pipeline's topics and one for the results of its rivals. */
  public void createTopics(AppConfig config, int partitions) {
    Map<String, String> forever = Map.of("retention.ms", "-1");
    try {
      new TopicSetup(config, admin).create(partitions, (short) 1, forever);
      admin
          .createTopics(
              List.of(new NewTopic(rivalResults(config), partitions, (short) 1).configs(forever)))
          .all()
          .get();
      awaitLeaders(config, partitions);
    } catch (ExecutionException e) {
      throw new IllegalStateException("cannot create the topics", e.getCause());
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  /** A topic exists before its partitions can be written; they can when they tell their ends. */
  private void awaitLeaders(AppConfig config, int partitions)
      throws ExecutionException, InterruptedException {
    List<String> topics = new ArrayList<>(config.pipelines().get(0).topics().all());
    topics.add(rivalResults(config));
    awaitKnown(topics);
    Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
    for (String topic : topics) {
      for (int partition = 0; partition < partitions; partition++) {
        ends.put(new TopicPartition(topic, partition), OffsetSpec.latest());
      }
    }
    admin.listOffsets(ends).all().get();
  }

  /** A broker says for a moment that it does not know a topic which it has just created. */
  private void awaitKnown(List<String> topics) throws ExecutionException, InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try {
        admin.describeTopics(topics).allTopicNames().get();
        return;
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof RetriableException) || System.nanoTime() > end) {
          throw e;
        }
      }
    }
  }

  /** Where variants other than the product put their results. */
  public static String rivalResults(AppConfig config) {
    return config.pipelines().get(0).topics().prefix() + ".results";
  }

  /** Bytes that the application's changelogs and repartition topics hold on the broker's disk. */
  public long internalBytes(AppConfig config) {
    try {
      return admin.describeLogDirs(List.of(1)).allDescriptions().get().values().stream()
          .flatMap(dirs -> dirs.values().stream())
          .map(LogDirDescription::replicaInfos)
          .flatMap(replicas -> replicas.entrySet().stream())
          .filter(replica -> isInternal(config, replica.getKey().topic()))
          .mapToLong(replica -> replica.getValue().size())
          .sum();
    } catch (ExecutionException e) {
      throw new IllegalStateException("cannot read the topics' sizes", e.getCause());
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  /** Deletes the application's internal topics and local state, so that the disk does not fill. */
  public void forget(AppConfig config) {
    try {
      List<String> internal =
          admin.listTopics().names().get().stream().filter(t -> isInternal(config, t)).toList();
      admin.deleteTopics(internal).all().get();
      Path state = config.stateDir().resolve(config.applicationId());
      if (Files.exists(state)) {
        TemporaryFolder.delete(state);
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("cannot delete the internal topics", e.getCause());
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private static boolean isInternal(AppConfig config, String topic) {
    return topic.startsWith(config.applicationId() + "-");
  }

  private static IllegalStateException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new IllegalStateException("interrupted while the broker was asked", e);
  }

  @Override
  public void close() {
    admin.close();
    registry.close();
    closeRegistry.run();
    broker.close();
    TemporaryFolder.delete(dir);
  }
}
