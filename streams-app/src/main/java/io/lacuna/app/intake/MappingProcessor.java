package io.lacuna.app.intake;

import io.lacuna.app.config.FeedConfig;
import io.lacuna.app.metrics.IntakeMetrics;
import io.lacuna.app.topology.DeadLetters;
import io.lacuna.model.modality.RejectReason;
import io.lacuna.schema.SubjectMapping;
import io.lacuna.schema.state.MappingLedger;
import io.lacuna.schema.state.StoredMapping;
import io.lacuna.wire.RegistryAvro;
import io.lacuna.wire.WireException;
import java.util.List;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Holds the newest mapping of each key of a mapping topic, and tells the feeds that use it. What it
 * refuses goes to the dead letters of the first feed's pipeline, and the mapping before it holds.
 */
final class MappingProcessor implements Processor<byte[], byte[], Object, Object> {
  static final String LEDGER_KEY = "ledger";

  private final String topic;
  private final List<FeedConfig> feeds;
  private final RegistryAvro registry;
  private final int maxBytes;
  private final IntakeMetrics metrics;
  private final IntakeNames.Mapping names;

  private ProcessorContext<Object, Object> context;
  private KeyValueStore<String, StoredMapping> mappings;
  private KeyValueStore<String, MappingLedger> ledgers;
  private MappingLedger ledger;

  MappingProcessor(
      String topic,
      List<FeedConfig> feeds,
      RegistryAvro registry,
      int maxBytes,
      IntakeMetrics metrics) {
    this.topic = topic;
    this.feeds = feeds;
    this.registry = registry;
    this.maxBytes = maxBytes;
    this.metrics = metrics;
    this.names = IntakeNames.Mapping.of(topic);
  }

  @Override
  public void init(ProcessorContext<Object, Object> context) {
    this.context = context;
    mappings = context.getStateStore(names.mappings());
    ledgers = context.getStateStore(names.ledger());
    MappingLedger stored = ledgers.get(LEDGER_KEY);
    ledger = stored == null ? MappingLedger.newBuilder().build() : stored;
  }

  @Override
  public void process(Record<byte[], byte[]> in) {
    long offset = context.recordMetadata().orElseThrow().offset();
    ledger.setPosition(offset + 1);
    ledger.setIn(ledger.getIn() + 1);
    String key = Identifiers.text(in.key());
    if (Identifiers.isMissing(key)) {
      refuse(in, offset, RejectReason.NO_SUBJECT);
    } else if (Identifiers.isTooLong(key)) {
      refuse(in, offset, RejectReason.RECORD_TOO_LARGE);
    } else if (in.value() == null) {
      count(mappings.delete(key) == null ? "unchanged" : "removed");
    } else {
      read(in, key, offset);
    }
    ledgers.put(LEDGER_KEY, ledger);
  }

  private void read(Record<byte[], byte[]> in, String key, long offset) {
    if (in.value().length > maxBytes) {
      refuse(in, offset, RejectReason.RECORD_TOO_LARGE);
      return;
    }
    try {
      SubjectMapping mapping = registry.decode(in.value(), SubjectMapping.class);
      if (Identifiers.isMissing(mapping.getSubject())) {
        refuse(in, offset, RejectReason.NO_SUBJECT);
      } else if (Identifiers.isTooLong(mapping.getSubject())
          || Identifiers.isTooLong(mapping.getCorrelationId())) {
        refuse(in, offset, RejectReason.RECORD_TOO_LARGE);
      } else {
        apply(in, key, new StoredMapping(mapping, offset));
      }
    } catch (WireException e) {
      refuse(in, offset, RejectReason.valueOf(e.reason().name()));
    }
  }

  private void apply(Record<byte[], byte[]> in, String key, StoredMapping mapping) {
    StoredMapping before = mappings.get(key);
    if (before != null && before.getMapping().equals(mapping.getMapping())) {
      count("unchanged");
      return;
    }
    mappings.put(key, mapping);
    count(before == null ? "added" : "changed");
    for (FeedConfig feed : feeds) {
      context.forward(
          new Record<>(in.key(), new FeedInput.Mapped(key), in.timestamp()),
          IntakeNames.Feed.of(feed.name()).step());
    }
  }

  private void count(String change) {
    metrics.mapping(topic, change);
    if (change.equals("unchanged")) {
      ledger.setUnchanged(ledger.getUnchanged() + 1);
    } else {
      ledger.setApplied(ledger.getApplied() + 1);
    }
  }

  private void refuse(Record<byte[], byte[]> in, long offset, RejectReason reason) {
    ledger.setDeadLetter(ledger.getDeadLetter() + 1);
    metrics.mapping(topic, "refused");
    metrics.deadLetter(feeds.get(0).topics().pipeline(), reason);
    context.forward(
        DeadLetters.raw(
            in, new TopicPartition(topic, context.taskId().partition()), offset, reason, "mapping"),
        names.deadLetters());
  }
}
