package io.lacuna.wire;

/**
 * A record's bytes cannot be read. The fault is in the record, so asking again does not help. The
 * message names what is wrong and what is allowed; it never holds field values.
 */
public final class WireException extends Exception {
  private static final long serialVersionUID = 1L;

  /** What is wrong with the bytes. */
  public enum Reason {
    /** Too short, or the first byte is not the registry's magic byte. */
    NOT_REGISTRY_FORMAT,
    /** The registry knows no schema with this id. */
    UNKNOWN_SCHEMA_ID,
    /** Not Avro in the writer's schema: cut off, bytes left over, or a length beyond the input. */
    MALFORMED_AVRO,
    /**
     * Written with another record's schema, or with one that cannot be read as the wanted record.
     */
    WRONG_SCHEMA
  }

  private final Reason reason;

  WireException(Reason reason, String message) {
    this(reason, message, null);
  }

  WireException(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
