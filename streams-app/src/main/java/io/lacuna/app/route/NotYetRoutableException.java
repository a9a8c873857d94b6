package io.lacuna.app.route;

/** Which adapter an observation needs is not known yet, or it is not loaded yet: try again. */
public final class NotYetRoutableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public NotYetRoutableException(String message) {
    super(message);
  }
}
