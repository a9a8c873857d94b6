package io.lacuna.app.intake;

import io.lacuna.app.config.FeedConfig;
import io.lacuna.app.metrics.IntakeMetrics;
import io.lacuna.app.topology.DeadLetters;
import io.lacuna.model.modality.RejectReason;
import io.lacuna.schema.Sample;
import io.lacuna.schema.state.FeedLedger;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;

/** Where the records of one task of a feed go, and the ledger of it. Owned by the task's thread. */
final class FeedOutput {
  private static final String STAGE = "intake";

  private final FeedConfig feed;
  private final IntakeNames.Feed names;
  private final ProcessorContext<Object, Object> context;
  private final KeyValueStore<String, FeedLedger> ledgers;
  private final IntakeMetrics metrics;
  private final FeedLedger ledger;

  FeedOutput(FeedConfig feed, ProcessorContext<Object, Object> context, IntakeMetrics metrics) {
    this.feed = feed;
    this.names = IntakeNames.Feed.of(feed.name());
    this.context = context;
    this.ledgers = context.getStateStore(names.ledger());
    this.metrics = metrics;
    FeedLedger stored = ledgers.get(FeedLedgers.KEY);
    this.ledger = stored == null ? FeedLedgers.empty() : stored;
  }

  /** The record that the task reads now. */
  FeedRecord read(Record<byte[], byte[]> in) {
    ledger.setIn(ledger.getIn() + 1);
    return new FeedRecord(in, context.recordMetadata().orElseThrow().offset());
  }

  /** Highest event time seen, UTC ms; −1 for none. */
  long partitionTimeMs() {
    return ledger.getPartitionTime();
  }

  void saw(Sample sample) {
    long eventMs = sample.getEventTime().toEpochMilli();
    ledger.setPartitionTime(Math.max(ledger.getPartitionTime(), eventMs));
  }

  /**
   * Sends a sample on under its subject, with the timestamp of its record. A payload is sealed for
   * one subject: under another nobody could open it, so such a sample is a dead letter instead.
   *
   * @param mappingOffset of the mapping that named the subject, or null
   */
  void forward(FeedRecord record, Sample sample, String subject, Long mappingOffset) {
    if (sample.getEncryption() != null && !subject.equals(sample.getSubject())) {
      deadLetter(record, RejectReason.SEALED_FOR_ANOTHER);
      return;
    }
    ledger.setForwarded(ledger.getForwarded() + 1);
    sample.setSubject(subject);
    context.forward(
        new Record<>(
            subject,
            sample,
            record.in().timestamp(),
            IntakeHeaders.of(feed, partition(), record, mappingOffset)),
        names.samples());
  }

  void deadLetter(FeedRecord record, RejectReason reason) {
    ledger.setDeadLetter(ledger.getDeadLetter() + 1);
    metrics.deadLetter(feed.topics().pipeline(), reason);
    context.forward(
        DeadLetters.raw(
            record.in(),
            new TopicPartition(feed.topic(), partition()),
            record.offset(),
            reason,
            STAGE),
        names.deadLetters());
  }

  /**
   * @param waiting samples that wait now
   */
  void save(int waiting) {
    ledger.setWaiting(waiting);
    ledgers.put(FeedLedgers.KEY, ledger);
  }

  private int partition() {
    return context.taskId().partition();
  }
}
