package io.lacuna.wire.seal;

import io.lacuna.schema.AbsenceMarker;
import io.lacuna.schema.Encryption;
import io.lacuna.schema.FeatureTensor;
import io.lacuna.schema.InlineBytes;
import io.lacuna.schema.Sample;
import java.nio.ByteBuffer;

/**
 * Seals the payloads of samples before they are written, and opens them where they are used. What
 * is not payload stays as it is: subject, times, site and media type are what the join works with.
 * Thread-safe.
 */
public final class SampleCipher {
  private final SubjectKeys keys;

  public SampleCipher(SubjectKeys keys) {
    this.keys = keys;
  }

  /**
   * Content that stands behind a claim check.
   *
   * @param encryption for the sample that holds the claim
   * @param bytes to be kept; the claim's {@code sha256} and {@code size} are theirs
   */
  public record SealedContent(Encryption encryption, byte[] bytes) {}

  /**
   * A copy of the sample with its payload sealed. A sealed sample and an absence marker come back
   * as they are.
   *
   * @throws IllegalArgumentException if the payload stands behind a claim check: that is sealed
   *     with {@link #sealContent} before the claim is made
   * @throws KeysUnavailableException if there is no key to be had now
   */
  public Sample seal(Sample sample) {
    return seal(sample, sample.getSubject());
  }

  /**
   * The same under the key of another owner than the subject that the sample names: for records
   * whose sender's word for the subject does not count.
   */
  public Sample seal(Sample sample, String owner) {
    if (sample.getEncryption() != null || sample.getPayload() instanceof AbsenceMarker) {
      return sample;
    }
    Sample sealed = Sample.newBuilder(sample).build();
    if (sample.getPayload() instanceof InlineBytes inline) {
      DataKey key = keys.keyFor(owner);
      byte[] content =
          key.seal(bytes(inline.getBytes()), Binding.of(sample, inline.getMediaType()));
      sealed.setPayload(new InlineBytes(inline.getMediaType(), ByteBuffer.wrap(content)));
      sealed.setEncryption(new Encryption(key.id()));
      return sealed;
    }
    if (sample.getPayload() instanceof FeatureTensor tensor) {
      DataKey key = keys.keyFor(owner);
      byte[] values = key.seal(bytes(tensor.getValues()), Binding.of(sample, tensor));
      sealed.setPayload(new FeatureTensor(tensor.getShape(), ByteBuffer.wrap(values)));
      sealed.setEncryption(new Encryption(key.id()));
      return sealed;
    }
    throw new IllegalArgumentException(
        "what stands behind a claim check is sealed before the claim is made, with sealContent");
  }

  /**
   * Seals what will stand behind a claim check.
   *
   * @param sample with subject, modality and event time; its payload is not looked at
   */
  public SealedContent sealContent(Sample sample, String mediaType, byte[] content) {
    DataKey key = keys.keyFor(sample.getSubject());
    byte[] sealed = key.seal(content, Binding.of(sample, mediaType));
    return new SealedContent(new Encryption(key.id()), sealed);
  }

  /**
   * The payload of a sample as it was before it was sealed; a claim check as it is, since what
   * stands behind it is opened with {@link #openContent}.
   *
   * @throws SealException if it cannot be opened, now or ever
   * @throws KeysUnavailableException if no key can be had now
   */
  public Object open(Sample sample) throws SealException {
    Object payload = sample.getPayload();
    if (sample.getEncryption() == null) {
      return payload;
    }
    if (payload instanceof InlineBytes inline) {
      byte[] content = openContent(sample, inline.getMediaType(), bytes(inline.getBytes()));
      return new InlineBytes(inline.getMediaType(), ByteBuffer.wrap(content));
    }
    if (payload instanceof FeatureTensor tensor) {
      byte[] values = key(sample).open(bytes(tensor.getValues()), Binding.of(sample, tensor));
      return new FeatureTensor(tensor.getShape(), ByteBuffer.wrap(values));
    }
    return payload;
  }

  /**
   * What stands behind the claim check of a sample, as it was before it was sealed.
   *
   * @param content as it was read there
   * @throws SealException if it cannot be opened, now or ever
   */
  public byte[] openContent(Sample sample, String mediaType, byte[] content) throws SealException {
    return sample.getEncryption() == null
        ? content
        : key(sample).open(content, Binding.of(sample, mediaType));
  }

  /**
   * The sample under another subject, sealed anew if it was sealed: for feeds whose records are
   * mapped to their subject after they were written.
   *
   * @throws SealException if it cannot be opened
   * @throws IllegalArgumentException if what was sealed stands behind a claim check
   */
  public Sample rekey(Sample sample, String subject) throws SealException {
    Sample moved = Sample.newBuilder(sample).build();
    moved.setPayload(open(sample));
    moved.setEncryption(null);
    moved.setSubject(subject);
    return sample.getEncryption() == null ? moved : seal(moved);
  }

  /**
   * Whether a sealed sample must stay as it is when it goes to the subject that it names: it was
   * sealed with that subject's key, or with one that nobody has any more.
   *
   * @throws KeysUnavailableException if that cannot be said now
   */
  public boolean isSealedFor(Sample sample, String subject) {
    if (sample.getEncryption() == null || !subject.equals(sample.getSubject())) {
      return false;
    }
    String id = sample.getEncryption().getKeyId();
    return keys.find(id).isEmpty() || keys.isOf(id, subject);
  }

  private DataKey key(Sample sample) throws SealException {
    return keys.find(sample.getEncryption().getKeyId()).orElseThrow(SealException::keyDeleted);
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }
}
