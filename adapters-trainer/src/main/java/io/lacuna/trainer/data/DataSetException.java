package io.lacuna.trainer.data;

/** A data set folder cannot be used. The message names file, line and what is allowed. */
public final class DataSetException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  DataSetException(String message) {
    super(message);
  }

  DataSetException(String message, Throwable cause) {
    super(message, cause);
  }
}
