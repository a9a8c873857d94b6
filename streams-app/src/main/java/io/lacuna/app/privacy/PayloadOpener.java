package io.lacuna.app.privacy;

import io.lacuna.model.modality.PayloadException;
import io.lacuna.model.modality.RejectReason;
import io.lacuna.schema.Sample;

/** Makes payloads readable that were sealed by their sender. Thread-safe. */
public interface PayloadOpener {

  /** Hands everything on as it stands in the log, sealed or not. */
  PayloadOpener AS_IT_STANDS =
      new PayloadOpener() {
        @Override
        public Object open(Sample sample) {
          return sample.getPayload();
        }

        @Override
        public byte[] openContent(Sample sample, String mediaType, byte[] content) {
          return content;
        }
      };

  /** Knows no key: refuses what is sealed. */
  PayloadOpener WITHOUT_KEYS =
      new PayloadOpener() {
        @Override
        public Object open(Sample sample) throws PayloadException {
          if (sample.getEncryption() != null) {
            throw new PayloadException(
                RejectReason.NO_KEYS, "the payload is encrypted, and privacy.kek is not set");
          }
          return sample.getPayload();
        }

        @Override
        public byte[] openContent(Sample sample, String mediaType, byte[] content) {
          // open was asked first
          return content;
        }
      };

  /**
   * The payload of a sample; a claim check as it is.
   *
   * @throws PayloadException if it cannot be opened, now or ever
   * @throws org.apache.kafka.common.KafkaException if no key can be had now; worth a retry
   */
  Object open(Sample sample) throws PayloadException;

  /**
   * What stands behind the claim check of a sample.
   *
   * @param content as it was read there
   * @throws PayloadException if it cannot be opened, now or ever
   * @throws org.apache.kafka.common.KafkaException if no key can be had now; worth a retry
   */
  byte[] openContent(Sample sample, String mediaType, byte[] content) throws PayloadException;
}
