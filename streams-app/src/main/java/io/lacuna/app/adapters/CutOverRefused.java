package io.lacuna.app.adapters;

/** A cut-over cannot be followed; the message is one line for people. */
public final class CutOverRefused extends Exception {
  private static final long serialVersionUID = 1L;

  private final String reason;

  CutOverRefused(CutOverReason reason, String message) {
    this(reason.name(), message);
  }

  CutOverRefused(String reason, String message) {
    super(message);
    this.reason = reason;
  }

  /** Reason word. */
  public String reason() {
    return reason;
  }
}
