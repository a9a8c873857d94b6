package io.lacuna.app.intake;

import io.lacuna.app.config.FeedConfig;
import io.lacuna.model.modality.PayloadException;
import io.lacuna.model.modality.RejectReason;
import io.lacuna.schema.ClaimCheck;
import io.lacuna.schema.FeatureTensor;
import io.lacuna.schema.InlineBytes;
import io.lacuna.schema.Sample;
import io.lacuna.wire.RegistryAvro;
import io.lacuna.wire.seal.SampleCipher;
import io.lacuna.wire.seal.SealException;
import io.lacuna.wire.seal.SubjectKeys;
import java.util.Optional;

/**
 * Seals what the samples of a feed hold before it is written, where there are keys. What stands
 * behind a claim check is its owner's and stays as it is. Thread-safe.
 *
 * <p>Where keys cannot be had now, every method throws {@link
 * io.lacuna.wire.seal.KeysUnavailableException}: the record is read again later.
 */
final class FeedSeal {
  private final FeedConfig feed;
  private final RegistryAvro registry;
  private final Optional<SampleCipher> cipher;

  FeedSeal(FeedConfig feed, RegistryAvro registry, Optional<SubjectKeys> keys) {
    this.feed = feed;
    this.registry = registry;
    this.cipher = keys.map(SampleCipher::new);
  }

  /**
   * The sample under its subject, sealed with that subject's key.
   *
   * @throws PayloadException if it came sealed for another and cannot be sealed anew: the key is
   *     deleted, there are no keys here, or it is a claim check
   */
  Sample forSubject(Sample sample, String subject) throws PayloadException {
    if (sample.getEncryption() == null) {
      sample.setSubject(subject);
      return sealed(sample, subject);
    }
    if (cipher.isEmpty() || sample.getPayload() instanceof ClaimCheck) {
      if (subject.equals(sample.getSubject())) {
        return sample;
      }
      throw new PayloadException(
          RejectReason.SEALED_FOR_ANOTHER, "sealed for another id than its subject's");
    }
    try {
      return cipher.get().isSealedFor(sample, subject)
          ? sample
          : cipher.get().rekey(sample, subject);
    } catch (SealException e) {
      throw new PayloadException(RejectReason.valueOf(e.reason().name()), e.getMessage());
    }
  }

  /**
   * The record as it may be written while its subject is not known, or cannot be believed.
   *
   * @param sample that stands in it
   * @param owner whose key seals it
   */
  FeedRecord keep(FeedRecord record, Sample sample, String owner) {
    Sample sealed = sealed(sample, owner);
    return sealed == sample ? record : record.withValue(registry.encode(feed.topic(), sealed));
  }

  private Sample sealed(Sample sample, String owner) {
    boolean carries =
        sample.getPayload() instanceof InlineBytes || sample.getPayload() instanceof FeatureTensor;
    return cipher.isPresent() && carries ? cipher.get().seal(sample, owner) : sample;
  }
}
