package io.lacuna.app.intake.chunk;

import io.lacuna.app.topology.PartitionEnd;
import io.lacuna.model.modality.RejectReason;
import io.lacuna.schema.Modality;
import io.lacuna.schema.Rejection;
import io.lacuna.schema.Sample;
import io.lacuna.wire.RegistryAvro;
import io.lacuna.wire.seal.SubjectKeys;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.TimestampExtractor;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;

/** From chunks and boundaries to samples of utterances, as a sub-topology of the intake. */
public final class ChunkSteps {
  /** Event times are the rule's; a sample gets the time of the record that settled it. */
  private static final TimestampExtractor RECORD_TIMESTAMP =
      (record, partitionTime) -> Math.max(0, record.timestamp());

  /**
   * What the feeds share.
   *
   * @param keys to seal with what is written, where there are any
   * @param ends where partitions end, for verdicts on silent topics
   * @param tick time between looks at the wall clock
   * @param maxFutureSkew how far an event time may lie after its record's timestamp
   * @param maxRecord largest record that is decoded, bytes
   * @param deadLetters is told of each
   * @param storage takes where a store is kept in a live service and says where it is kept here
   */
  public record Shared(
      RegistryAvro registry,
      Optional<SubjectKeys> keys,
      PartitionEnd ends,
      Duration tick,
      Duration maxFutureSkew,
      int maxRecord,
      BiConsumer<ChunkFeed, RejectReason> deadLetters,
      UnaryOperator<KeyValueBytesStoreSupplier> storage) {}

  /** Names of processor and sinks of a feed; part of what is on the brokers. */
  record Names(String step, String audio, String text, String deadLetters, String pointers) {
    static Names of(String feed) {
      String step = "intake-" + feed;
      return new Names(
          step, step + "-audio", step + "-text", step + "-dlq", step + "-dlq-pointers");
    }
  }

  private ChunkSteps() {}

  /** The topics that are read; they must have the same number of partitions. */
  public static List<String> inputs(ChunkFeed feed) {
    List<String> topics = new ArrayList<>(List.of(feed.chunks()));
    if (feed.boundaries() != null) {
      topics.add(feed.boundaries());
    }
    return topics;
  }

  /** Adds a feed. */
  public static void add(Topology topology, ChunkFeed feed, Shared shared) {
    Names names = Names.of(feed.name());
    List<String> inputs = inputs(feed);
    for (String topic : inputs) {
      topology.addSource(
          AutoOffsetReset.earliest(),
          topic,
          RECORD_TIMESTAMP,
          new ByteArrayDeserializer(),
          new ByteArrayDeserializer(),
          topic);
    }
    topology.addProcessor(
        names.step(), () -> new ChunkProcessor(feed, shared), inputs.toArray(String[]::new));
    CallStores stores = new CallStores(CallStores.Names.of(feed.name()), shared.storage());
    topology.addStateStore(stores.chunks(), names.step());
    topology.addStateStore(stores.audio(), names.step());
    topology.addStateStore(stores.calls(), names.step());
    topology.addStateStore(stores.ledger(), names.step());
    addSamples(topology, names.audio(), feed.topics().input(Modality.AUDIO), names, shared);
    addSamples(topology, names.text(), feed.topics().input(Modality.TEXT), names, shared);
    topology.addSink(
        names.deadLetters(),
        feed.topics().deadLetters(),
        new ByteArraySerializer(),
        new ByteArraySerializer(),
        names.step());
    topology.addSink(
        names.pointers(),
        feed.topics().deadLetters(),
        new StringSerializer(),
        shared.registry().serializer(Rejection.class),
        names.step());
  }

  private static void addSamples(
      Topology topology, String sink, String topic, Names names, Shared shared) {
    topology.addSink(
        sink,
        topic,
        new StringSerializer(),
        shared.registry().serializer(Sample.class),
        names.step());
  }
}
