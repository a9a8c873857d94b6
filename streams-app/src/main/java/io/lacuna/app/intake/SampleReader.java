package io.lacuna.app.intake;

import io.lacuna.app.config.AppConfig;
import io.lacuna.app.config.FeedConfig;
import io.lacuna.app.config.SubjectRule;
import io.lacuna.model.modality.RejectReason;
import io.lacuna.schema.Sample;
import io.lacuna.wire.RegistryAvro;
import io.lacuna.wire.WireException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Reads the records of a feed. Bad bytes are refused with a reason; only an unreachable registry
 * throws, because that says nothing about the record.
 */
final class SampleReader {
  private final FeedConfig feed;
  private final RegistryAvro registry;
  private final int maxBytes;
  private final long maxFutureMs;

  SampleReader(FeedConfig feed, AppConfig config, RegistryAvro registry) {
    this.feed = feed;
    this.registry = registry;
    this.maxBytes = config.payload().maxRecord() - FeedConfig.ENVELOPE_BYTES;
    this.maxFutureMs = config.maxFutureSkew().toMillis();
  }

  Reading read(Record<byte[], byte[]> in) {
    if (size(in) > maxBytes) {
      return new Reading.Refused(RejectReason.RECORD_TOO_LARGE);
    }
    try {
      Sample sample = registry.decode(in.value(), Sample.class);
      String id = id(in, sample);
      RejectReason reason = refusal(in, sample, id);
      return reason == null
          ? new Reading.Sound(sample, id)
          : new Reading.Refused(
              reason, sample, Identifiers.isMissing(id) ? sample.getSubject() : id);
    } catch (WireException e) {
      return new Reading.Refused(RejectReason.valueOf(e.reason().name()));
    }
  }

  /** Bytes of key, value and headers: all of it is sent on. */
  private static long size(Record<byte[], byte[]> in) {
    long size = length(in.key()) + length(in.value());
    for (Header h : in.headers()) {
      size += h.key().length() + length(h.value());
    }
    return size;
  }

  private static long length(byte[] bytes) {
    return bytes == null ? 0 : bytes.length;
  }

  private String id(Record<byte[], byte[]> in, Sample sample) {
    if (feed.subject() instanceof SubjectRule.RecordHeader rule) {
      Header header = in.headers().lastHeader(rule.name());
      return header == null ? null : Identifiers.text(header.value());
    }
    if (feed.subject() instanceof SubjectRule.SampleField rule) {
      return (String) sample.get(rule.name());
    }
    return Identifiers.text(in.key());
  }

  /** Why the record cannot be believed, or null. */
  private RejectReason refusal(Record<byte[], byte[]> in, Sample sample, String id) {
    if (sample.getModality() != feed.modality()) {
      return RejectReason.MODALITY_MISMATCH;
    }
    // one sample of the year 2100 would end the patience with all others
    long eventMs = sample.getEventTime().toEpochMilli();
    if (eventMs < 0 || eventMs > in.timestamp() + maxFutureMs) {
      return RejectReason.EVENT_TIME_OUT_OF_RANGE;
    }
    if (Identifiers.isMissing(id)) {
      return RejectReason.NO_SUBJECT;
    }
    if (Identifiers.isTooLong(id)) {
      return RejectReason.RECORD_TOO_LARGE;
    }
    boolean claimsKey = feed.subject() instanceof SubjectRule.RecordKey;
    return claimsKey && !id.equals(sample.getSubject()) ? RejectReason.KEY_MISMATCH : null;
  }
}
