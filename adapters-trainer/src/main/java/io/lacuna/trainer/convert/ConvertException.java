package io.lacuna.trainer.convert;

import java.io.IOException;

/** A user's file cannot be converted. The message names file, place and what is allowed. */
public final class ConvertException extends IOException {
  private static final long serialVersionUID = 1L;

  public ConvertException(String message) {
    super(message);
  }

  public ConvertException(String message, Throwable cause) {
    super(message, cause);
  }
}
