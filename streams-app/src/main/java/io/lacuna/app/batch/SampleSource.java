package io.lacuna.app.batch;

import io.lacuna.model.modality.PayloadException;
import io.lacuna.schema.Sample;
import io.lacuna.schema.SampleRef;

/**
 * Finds the sample a reference points to. Called on the threads of a batcher only, one at a time.
 */
public interface SampleSource extends AutoCloseable {

  /**
   * @throws PayloadException with reason REFERENCE_GONE if the log no longer holds it
   * @throws org.apache.kafka.common.KafkaException if the log cannot be read now; worth a retry
   */
  Sample fetch(SampleRef ref) throws PayloadException;

  @Override
  default void close() {}
}
