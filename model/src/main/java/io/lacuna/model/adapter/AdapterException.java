package io.lacuna.model.adapter;

/**
 * An adapter folder cannot be used. The message names the file, what is wrong and what is allowed,
 * in one line.
 */
public final class AdapterException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Refusal reason;

  public AdapterException(Refusal reason, String message) {
    this(reason, message, null);
  }

  public AdapterException(Refusal reason, String message, Throwable cause) {
    super(message.replaceAll("\\s*\\R\\s*", " "), cause);
    this.reason = reason;
  }

  public Refusal reason() {
    return reason;
  }
}
