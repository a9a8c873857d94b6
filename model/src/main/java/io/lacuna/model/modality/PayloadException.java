package io.lacuna.model.modality;

/**
 * A payload cannot be used. The message names what is wrong and what is allowed; it never holds
 * payload content.
 */
public final class PayloadException extends Exception {
  private static final long serialVersionUID = 1L;

  private final RejectReason reason;

  public PayloadException(RejectReason reason, String message) {
    super(message);
    this.reason = reason;
  }

  public RejectReason reason() {
    return reason;
  }
}
