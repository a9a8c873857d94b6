package io.lacuna.wire;

import org.apache.kafka.common.errors.RetriableException;

/**
 * The registry gave no answer: not reachable, timed out, overloaded or failing inside. It says
 * nothing about the record at hand, which must be tried again and not be dead-lettered.
 */
public final class RegistryUnavailableException extends RetriableException {
  private static final long serialVersionUID = 1L;

  RegistryUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
