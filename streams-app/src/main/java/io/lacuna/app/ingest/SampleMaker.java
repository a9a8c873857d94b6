package io.lacuna.app.ingest;

import io.lacuna.app.claim.ClaimPolicy;
import io.lacuna.app.config.AppConfig;
import io.lacuna.app.config.PipelineConfig;
import io.lacuna.app.config.Topics;
import io.lacuna.app.ingest.Refusal.Reason;
import io.lacuna.app.ingest.Submission.Absent;
import io.lacuna.app.ingest.Submission.Bytes;
import io.lacuna.app.ingest.Submission.Envelope;
import io.lacuna.schema.AbsenceMarker;
import io.lacuna.schema.InlineBytes;
import io.lacuna.schema.Sample;
import io.lacuna.wire.seal.KeysUnavailableException;
import io.lacuna.wire.seal.SampleCipher;
import io.lacuna.wire.seal.SampleCipher.SealedContent;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Checks submissions and makes the samples that they are. Thread-safe. */
final class SampleMaker {
  private final Map<String, Topics> topics;
  private final int inlineMax;
  private final long largest;
  private final Duration skew;
  private final Optional<ClaimFiles> claims;
  private final Optional<SampleCipher> cipher;
  private final InstantSource clock;

  /**
   * @param cipher to seal payloads with, where there are keys
   * @throws IllegalArgumentException if the claim root is no folder
   */
  SampleMaker(AppConfig config, Optional<SampleCipher> cipher, InstantSource clock) {
    this.topics =
        config.pipelines().stream()
            .collect(Collectors.toMap(PipelineConfig::name, PipelineConfig::topics));
    ClaimPolicy policy = config.payload().claims();
    Path root = policy.root();
    this.claims = Optional.ofNullable(root).map(ClaimFiles::new);
    this.inlineMax = config.ingest().inlineMax();
    // the largest array is a little shorter than the largest int
    this.largest = root == null ? inlineMax : Math.min(policy.maxBytes(), Integer.MAX_VALUE - 64);
    this.skew = config.maxFutureSkew();
    this.cipher = cipher;
    this.clock = clock;
  }

  /** Largest payload that is taken, bytes. */
  long largest() {
    return largest;
  }

  /**
   * Refuses a payload by its size alone.
   *
   * @throws Refusal naming the bound
   */
  void checkSize(long size) throws Refusal {
    if (size > largest) {
      throw new Refusal(
          Reason.TOO_LARGE,
          "a payload of more than "
              + largest
              + " bytes; "
              + (claims.isPresent()
                  ? "claim.max.bytes sets this bound"
                  : "without claim.root, ingest.inline.max.bytes sets this bound"));
    }
  }

  /**
   * The topic that a submission is for.
   *
   * @throws Refusal if there is no such pipeline
   */
  String topic(Envelope envelope) throws Refusal {
    Topics found = topics.get(envelope.pipeline());
    if (found == null) {
      List<String> allowed = topics.keySet().stream().sorted().toList();
      throw new Refusal(Reason.UNKNOWN_PIPELINE, "no such pipeline", Fields.PIPELINE, allowed);
    }
    return found.input(envelope.modality());
  }

  /**
   * The sample, sealed where there are keys; a large payload is on the disk by then.
   *
   * @throws Refusal if it cannot be one
   */
  Sample make(Submission submission) throws Refusal {
    Envelope e = submission.envelope();
    checkTime(e.eventTime());
    Sample sample =
        new Sample(
            e.subject(),
            e.modality(),
            e.eventTime(),
            e.correlationId(),
            e.site(),
            e.source(),
            e.subjectKind(),
            e.quality(),
            null,
            null);
    try {
      fill(sample, submission);
    } catch (KeysUnavailableException unavailable) {
      throw new Refusal(Reason.BROKER_AWAY, "the keys of subjects cannot be had now");
    }
    return sample;
  }

  /** What the window rule would not believe either, said here where the sender still listens. */
  private void checkTime(Instant eventTime) throws Refusal {
    if (eventTime.isBefore(Instant.EPOCH) || eventTime.isAfter(clock.instant().plus(skew))) {
      throw new Refusal(
          Reason.EVENT_TIME_OUT_OF_RANGE,
          "eventTime lies before 1970 or more than time.skew.max.future = " + skew + " ahead",
          Fields.EVENT_TIME,
          List.of());
    }
  }

  private void fill(Sample sample, Submission submission) throws Refusal {
    if (submission.content() instanceof Absent absent) {
      sample.setPayload(new AbsenceMarker(absent.reason()));
      return;
    }
    Bytes content = (Bytes) submission.content();
    PayloadType type = PayloadType.of(content.mediaType());
    if (type.modality() != sample.getModality()) {
      throw new Refusal(
          Reason.UNSUPPORTED_MEDIA_TYPE,
          "the modality and the media type do not go together",
          Fields.MODALITY,
          List.of());
    }
    checkSize(content.size());
    type.check(content.bytes());
    byte[] bytes = content.bytes();
    if (cipher.isPresent()) {
      SealedContent sealed = cipher.get().sealContent(sample, type.name(), bytes);
      sample.setEncryption(sealed.encryption());
      bytes = sealed.bytes();
    }
    sample.setPayload(
        content.size() > inlineMax
            ? claims.orElseThrow().write(type.name(), bytes)
            : new InlineBytes(type.name(), ByteBuffer.wrap(bytes)));
  }
}
