package io.lacuna.app.audit;

/** An act could not be recorded, and must be. The message says whether it was done. */
public final class AuditException extends Exception {
  private static final long serialVersionUID = 1L;

  AuditException(String message, Throwable cause) {
    super(message, cause);
  }
}
