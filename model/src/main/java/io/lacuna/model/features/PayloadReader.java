package io.lacuna.model.features;

import io.lacuna.model.modality.Payload;
import io.lacuna.model.modality.PayloadException;
import io.lacuna.schema.Modality;

/** Prepares payloads for a base, in plain Java; deterministic and thread-safe. */
public interface PayloadReader extends AutoCloseable {

  /**
   * Decodes and prepares one payload.
   *
   * @throws PayloadException if it cannot be used; says what is wrong and what is allowed
   */
  Features extract(Modality modality, Payload payload) throws PayloadException;

  @Override
  void close();
}
