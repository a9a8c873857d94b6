package io.lacuna.bench;

/** A variant did not produce the results it must; its time means nothing. */
public final class WrongResultException extends RuntimeException {
  public WrongResultException(String message) {
    super(message);
  }

  public WrongResultException(String message, Throwable cause) {
    super(message, cause);
  }
}
