package io.lacuna.app.replay;

import io.lacuna.app.batch.PayloadCache;
import io.lacuna.app.batch.SampleSource;
import io.lacuna.model.modality.PayloadException;
import io.lacuna.model.modality.RejectReason;
import io.lacuna.model.recording.CloseableIterator;
import io.lacuna.model.recording.RecordingFolder;
import io.lacuna.model.recording.TopicRole;
import io.lacuna.schema.ClaimCheck;
import io.lacuna.schema.InlineBytes;
import io.lacuna.schema.RecordedRecord;
import io.lacuna.schema.Sample;
import io.lacuna.schema.SampleRef;
import io.lacuna.wire.RegistryAvro;
import io.lacuna.wire.WireException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The samples of a replayed partition: those that passed lately from the cache, others from the
 * recording again; claim checks with what stood behind them. Thread-safe.
 */
final class RecordedSamples implements SampleSource {
  private final RecordingFolder recording;
  private final RegistryAvro registry;
  private final PayloadCache cache;
  private final Perturbation perturbation;
  private final long maxClaimBytes;

  /** By topic and offset, oldest first. */
  private final Map<String, InlineBytes> claims = new LinkedHashMap<>();

  private long claimBytes;

  /**
   * @param cache takes the samples as the task reads them
   * @param maxClaimBytes payloads behind claim checks that are kept
   */
  RecordedSamples(
      RecordingFolder recording,
      RegistryAvro registry,
      PayloadCache cache,
      Perturbation perturbation,
      long maxClaimBytes) {
    this.recording = recording;
    this.registry = registry;
    this.cache = cache;
    this.perturbation = perturbation;
    this.maxClaimBytes = maxClaimBytes;
  }

  /** Takes what stands behind the claim check of a record that is read next, if it is one. */
  synchronized void passing(FedRecord fed) {
    if (fed.record().getClaim() != null) {
      sample(fed.value()).ifPresent(sample -> keep(key(fed), sample, fed.record()));
    }
  }

  private void keep(String key, Sample sample, RecordedRecord record) {
    if (sample.getPayload() instanceof ClaimCheck check) {
      claims.put(key, new InlineBytes(check.getMediaType(), record.getClaim()));
      claimBytes += record.getClaim().remaining();
      Iterator<InlineBytes> oldest = claims.values().iterator();
      while (claimBytes > maxClaimBytes && oldest.hasNext()) {
        claimBytes -= oldest.next().getBytes().remaining();
        oldest.remove();
      }
    }
  }

  @Override
  public synchronized Sample fetch(SampleRef ref) throws PayloadException {
    Sample sample = cache.get(ref.getTopic(), ref.getPartition(), ref.getOffset()).orElse(null);
    if (sample != null && !(sample.getPayload() instanceof ClaimCheck)) {
      return sample;
    }
    InlineBytes claim = claims.get(key(ref));
    return sample != null && claim != null ? redeemed(sample, claim) : reread(ref);
  }

  private Sample reread(SampleRef ref) throws PayloadException {
    String role = TopicRole.of(ref.getModality()).word();
    try (CloseableIterator<RecordedRecord> records = recording.records(role, ref.getPartition())) {
      while (records.hasNext()) {
        RecordedRecord record = records.next();
        if (record.getOffset() == ref.getOffset()) {
          return reread(record, ref);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + recording.root() + " again", e);
    }
    throw new PayloadException(RejectReason.REFERENCE_GONE, "the recording lacks the sample");
  }

  private Sample reread(RecordedRecord record, SampleRef ref) throws PayloadException {
    Sample sample =
        sample(FedRecord.bytes(record.getValue()))
            .orElseThrow(
                () ->
                    new PayloadException(
                        RejectReason.REFERENCE_GONE, "the recorded value is no sample"));
    if (perturbation.corrupts(ref.getModality(), sample.getSubject())) {
      sample.setPayload(ReplayFeed.UNUSABLE);
    }
    return sample.getPayload() instanceof ClaimCheck check && record.getClaim() != null
        ? redeemed(sample, new InlineBytes(check.getMediaType(), record.getClaim()))
        : sample;
  }

  private static Sample redeemed(Sample sample, InlineBytes claim) {
    Sample redeemed = Sample.newBuilder(sample).build();
    redeemed.setPayload(claim);
    return redeemed;
  }

  private Optional<Sample> sample(byte[] value) {
    try {
      return Optional.of(registry.decode(value, Sample.class));
    } catch (WireException e) {
      return Optional.empty();
    }
  }

  private static String key(FedRecord fed) {
    return fed.modality() + "@" + fed.record().getOffset();
  }

  private static String key(SampleRef ref) {
    return ref.getModality() + "@" + ref.getOffset();
  }
}
