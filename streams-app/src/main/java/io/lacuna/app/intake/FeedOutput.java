package io.lacuna.app.intake;

import io.lacuna.app.config.FeedConfig;
import io.lacuna.app.metrics.IntakeMetrics;
import io.lacuna.app.topology.DeadLetters;
import io.lacuna.model.modality.PayloadException;
import io.lacuna.model.modality.RejectReason;
import io.lacuna.schema.AbsenceMarker;
import io.lacuna.schema.AbsenceReason;
import io.lacuna.schema.Sample;
import io.lacuna.schema.state.FeedLedger;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;

/** Where the records of one task of a feed go, and the ledger of it. Owned by the task's thread. */
final class FeedOutput {
  private static final String STAGE = "intake";

  private final FeedConfig feed;
  private final FeedSeal seal;
  private final IntakeNames.Feed names;
  private final ProcessorContext<Object, Object> context;
  private final KeyValueStore<String, FeedLedger> ledgers;
  private final IntakeMetrics metrics;
  private final FeedLedger ledger;

  FeedOutput(
      FeedConfig feed,
      FeedSeal seal,
      ProcessorContext<Object, Object> context,
      IntakeMetrics metrics) {
    this.feed = feed;
    this.seal = seal;
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
   * Sends a sample on under its subject, sealed for it, with the timestamp of its record. If the
   * key that it came under is deleted, the statement that it will not come is sent instead; if it
   * cannot be given to its subject for another reason, it is a dead letter.
   *
   * @param mappingOffset of the mapping that named the subject, or null
   */
  void forward(FeedRecord record, Sample sample, String subject, Long mappingOffset) {
    Headers headers = IntakeHeaders.of(feed, partition(), record, mappingOffset);
    try {
      send(record, seal.forSubject(sample, subject), headers);
    } catch (PayloadException e) {
      if (e.reason() == RejectReason.KEY_DELETED) {
        IntakeHeaders.put(headers, IntakeHeaders.PROBLEM, e.reason().name());
        send(record, masked(sample, subject), headers);
      } else {
        deadLetter(record, e.reason());
      }
    }
  }

  private void send(FeedRecord record, Sample sample, Headers headers) {
    ledger.setForwarded(ledger.getForwarded() + 1);
    context.forward(
        new Record<>(sample.getSubject(), sample, record.in().timestamp(), headers),
        names.samples());
  }

  private static Sample masked(Sample sample, String subject) {
    return Sample.newBuilder(sample)
        .setSubject(subject)
        .setPayload(new AbsenceMarker(AbsenceReason.MASKED))
        .setEncryption(null)
        .build();
  }

  /** Gives up a record that cannot be believed. */
  void refuse(FeedRecord record, Reading.Refused refused) {
    deadLetter(
        refused.sample() == null ? record : seal.keep(record, refused.sample(), refused.owner()),
        refused.reason());
  }

  /**
   * Gives up a record.
   *
   * @param record sealed where it can be
   */
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
