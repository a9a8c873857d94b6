package io.lacuna.app.drive;

import io.lacuna.app.config.AppConfig;
import io.lacuna.app.config.PipelineConfig;
import io.lacuna.app.topology.PipelineTopology;
import io.lacuna.app.topology.ReadToEnd;
import io.lacuna.schema.Modality;
import io.lacuna.wire.RegistryAvro;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.UnaryOperator;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyConfig;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.test.TestRecord;

/**
 * A task of a pipeline's real topology, in Kafka Streams' own driver: each call returns when all
 * that it causes is done. Used by one thread.
 */
public final class TaskDriver implements AutoCloseable {
  private static final String CHANGELOG = "-changelog";

  private final String application;
  private final TopologyTestDriver driver;
  private final Map<Modality, TestInputTopic<byte[], byte[]>> inputs =
      new EnumMap<>(Modality.class);

  /**
   * @param application names the changelogs
   * @param storage takes where a store is kept in a live service and says where it is kept here
   * @param startMs wall clock at the start, UTC ms
   */
  public TaskDriver(
      String application,
      AppConfig config,
      PipelineConfig pipeline,
      RegistryAvro registry,
      PipelineTopology.Collaborators shared,
      ReadToEnd readToEnd,
      UnaryOperator<KeyValueBytesStoreSupplier> storage,
      World world,
      long startMs) {
    this.application = application;
    Properties settings = new Properties();
    settings.put(StreamsConfig.APPLICATION_ID_CONFIG, application);
    settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "unused:1");
    // records come one by one: there is no other one to wait for, and nothing to say about waiting
    settings.put(StreamsConfig.MAX_TASK_IDLE_MS_CONFIG, StreamsConfig.MAX_TASK_IDLE_MS_DISABLED);
    settings.put(StreamsConfig.PROCESSOR_WRAPPER_CLASS_CONFIG, DrivenContext.class);
    settings.put(DrivenContext.WORLD, world);
    TopologyConfig streams = new TopologyConfig(new StreamsConfig(settings));
    Topology topology = world.logsState() ? new Topology(streams) : new UnloggedTopology(streams);
    new PipelineTopology(config, registry, readToEnd, storage).add(topology, pipeline, shared);
    driver = new TopologyTestDriver(topology, settings, Instant.ofEpochMilli(startMs));
    for (Modality m : Modality.values()) {
      inputs.put(
          m,
          driver.createInputTopic(
              pipeline.topics().input(m), new ByteArraySerializer(), new ByteArraySerializer()));
    }
  }

  /** Reads one record. */
  public void read(Modality m, byte[] key, byte[] value, Headers headers, long timestampMs) {
    inputs
        .get(m)
        .pipeInput(new TestRecord<>(key, value, headers, Instant.ofEpochMilli(timestampMs)));
  }

  /** Moves the wall clock; what is scheduled for the time between runs once. */
  public void advance(Duration by) {
    driver.advanceWallClockTime(by);
  }

  /** What was sent to a topic since the last call. */
  public <K, V> List<TestRecord<K, V>> taken(
      String topic, Deserializer<K> keys, Deserializer<V> values) {
    return driver.producedTopicNames().contains(topic)
        ? driver.createOutputTopic(topic, keys, values).readRecordsToList()
        : List.of();
  }

  /** The changes that were logged of a store since the last call. */
  public List<TestRecord<byte[], byte[]>> changes(String store) {
    return taken(
        application + "-" + store + CHANGELOG,
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer());
  }

  public <K, V> KeyValueStore<K, V> store(String name) {
    return driver.getKeyValueStore(name);
  }

  @Override
  public void close() {
    driver.close();
  }
}
