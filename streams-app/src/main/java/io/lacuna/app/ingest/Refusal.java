package io.lacuna.app.ingest;

import java.util.List;
import java.util.Locale;

/**
 * Something cannot be taken in. The message names what is wrong and what is allowed; it never holds
 * a subject id or payload content.
 */
public final class Refusal extends Exception {
  private static final long serialVersionUID = 1L;

  /** Why, with the HTTP status that says so and whether trying again can help. */
  public enum Reason {
    MALFORMED(400, "the request cannot be read"),
    UNKNOWN_FIELD(400, "a field that nobody knows"),
    MISSING_FIELD(400, "a field is missing"),
    BAD_FIELD(400, "a field has a value that is not allowed"),
    UNKNOWN_PIPELINE(400, "there is no such pipeline"),
    TOO_LARGE(413, "the payload is too large"),
    UNSUPPORTED_MEDIA_TYPE(415, "no modality comes in this media type"),
    WRONG_PAYLOAD(422, "the payload is not what its media type says"),
    EVENT_TIME_OUT_OF_RANGE(422, "the event time would not be believed"),
    BUSY(429, "as much as is allowed waits for the broker"),
    CLAIMS_AWAY(503, "the payload cannot be written below claim.root"),
    BROKER_AWAY(503, "the broker or the schema registry does not answer");

    private final int status;
    private final String title;

    Reason(int status, String title) {
      this.status = status;
      this.title = title;
    }

    /** HTTP status. */
    public int status() {
      return status;
    }

    /** In words, the same for every refusal of this reason. */
    public String title() {
      return title;
    }

    /** Whether the same can be accepted later. */
    public boolean isPassing() {
      return this == BUSY || this == CLAIMS_AWAY || this == BROKER_AWAY;
    }

    /** As it is written in problems and metrics, e.g. {@code too-large}. */
    public String word() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  private final Reason reason;
  private final String field;
  private final List<String> allowed;

  /**
   * @param detail what is wrong here
   */
  public Refusal(Reason reason, String detail) {
    this(reason, detail, null, List.of());
  }

  /**
   * @param detail what is wrong here
   * @param field where, or null
   * @param allowed what would be right, maybe empty
   */
  public Refusal(Reason reason, String detail, String field, List<String> allowed) {
    super(detail);
    this.reason = reason;
    this.field = field;
    this.allowed = List.copyOf(allowed);
  }

  static Refusal saidTwice(String field) {
    return new Refusal(Reason.MALFORMED, "a field is said twice", field, List.of());
  }

  public Reason reason() {
    return reason;
  }

  /** The field that is at fault, or null. */
  public String field() {
    return field;
  }

  public List<String> allowed() {
    return allowed;
  }
}
