package io.lacuna.app.privacy;

import io.lacuna.model.modality.PayloadException;
import io.lacuna.model.modality.RejectReason;
import io.lacuna.schema.Sample;
import io.lacuna.wire.seal.SampleCipher;
import io.lacuna.wire.seal.SealException;
import java.util.function.Supplier;

/** Opens payloads with the keys of their subjects. */
final class CipherOpener implements PayloadOpener {
  private final Supplier<SampleCipher> cipher;
  private final boolean required;

  /**
   * @param cipher asked with every sealed payload
   * @param required whether payloads that are not sealed are refused
   */
  CipherOpener(Supplier<SampleCipher> cipher, boolean required) {
    this.cipher = cipher;
    this.required = required;
  }

  @Override
  public Object open(Sample sample) throws PayloadException {
    if (sample.getEncryption() == null) {
      if (required) {
        throw new PayloadException(
            RejectReason.NOT_ENCRYPTED, "privacy.required allows encrypted payloads only");
      }
      return sample.getPayload();
    }
    try {
      return cipher.get().open(sample);
    } catch (SealException e) {
      throw refused(e);
    }
  }

  @Override
  public byte[] openContent(Sample sample, String mediaType, byte[] content)
      throws PayloadException {
    if (sample.getEncryption() == null) {
      return content;
    }
    try {
      return cipher.get().openContent(sample, mediaType, content);
    } catch (SealException e) {
      throw refused(e);
    }
  }

  private static PayloadException refused(SealException e) {
    return new PayloadException(RejectReason.valueOf(e.reason().name()), e.getMessage());
  }
}
