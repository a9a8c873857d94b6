package io.lacuna.wire.seal;

/**
 * A sealed payload cannot be opened. The message names what is wrong; it never holds content of the
 * payload or of a key.
 */
public final class SealException extends Exception {
  private static final long serialVersionUID = 1L;

  /** What is wrong. */
  public enum Reason {
    /** The data key is gone: its subject was forgotten, or it never stood in the topic of keys. */
    KEY_DELETED,
    /**
     * The bytes were changed, or belong to another subject, modality, event time, media type or
     * shape.
     */
    CIPHERTEXT_INVALID
  }

  private final Reason reason;

  SealException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  static SealException keyDeleted() {
    return new SealException(
        Reason.KEY_DELETED, "the data key of the payload is deleted or unknown");
  }

  public Reason reason() {
    return reason;
  }
}
