package io.lacuna.model.adapter;

/**
 * An adapter folder cannot be used. The message names the file, what is wrong and what is allowed.
 */
public final class AdapterException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  AdapterException(String message) {
    super(message);
  }

  AdapterException(String message, Throwable cause) {
    super(message, cause);
  }
}
