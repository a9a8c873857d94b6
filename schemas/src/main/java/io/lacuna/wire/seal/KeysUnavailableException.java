package io.lacuna.wire.seal;

import org.apache.kafka.common.KafkaException;

/**
 * Keys cannot be had now: the topic of keys cannot be read, or the key-encryption key is not the
 * one that wrapped them. No record's fault, so no record pays for it: worth another attempt, or
 * another configuration.
 */
public final class KeysUnavailableException extends KafkaException {
  private static final long serialVersionUID = 1L;

  KeysUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
