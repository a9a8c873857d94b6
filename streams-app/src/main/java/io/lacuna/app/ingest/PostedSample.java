package io.lacuna.app.ingest;

import io.javalin.http.Context;
import io.javalin.http.Header;
import io.lacuna.app.ingest.Refusal.Reason;
import io.lacuna.app.ingest.Submission.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A request to take a sample in. Its body is read once there is room for it. One thread. */
final class PostedSample {
  private static final String JSON = "application/json";
  private static final int MAX_JSON = 64 << 10;
  private static final String HEADER = "Lacuna-";

  private final Context request;
  private final Map<String, String> said;

  /**
   * @throws Refusal if something is said twice, or in words that nobody knows
   */
  PostedSample(Context request) throws Refusal {
    this.request = request;
    this.said = said(request);
    String coding = request.header(Header.CONTENT_ENCODING);
    if (coding != null && !coding.equalsIgnoreCase("identity")) {
      throw new Refusal(
          Reason.UNSUPPORTED_MEDIA_TYPE,
          "the body must come as it is",
          Header.CONTENT_ENCODING,
          List.of("identity"));
    }
  }

  private static Map<String, String> said(Context request) throws Refusal {
    Map<String, String> said = new HashMap<>();
    for (Map.Entry<String, List<String>> parameter : request.queryParamMap().entrySet()) {
      for (String value : parameter.getValue()) {
        put(said, parameter.getKey(), value);
      }
    }
    for (String field : Fields.ENVELOPE) {
      String value = request.header(HEADER + field.replaceAll("([A-Z])", "-$1"));
      if (value != null) {
        put(said, field, value);
      }
    }
    return said;
  }

  private static void put(Map<String, String> said, String field, String value) throws Refusal {
    if (said.putIfAbsent(field, value) != null) {
      throw Refusal.saidTwice(field);
    }
  }

  /** The bare media type in lower case; empty where none is said. */
  String mediaType() {
    String type = request.contentType();
    return type == null ? "" : type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
  }

  /**
   * The most that the body can be, bytes, before it is read.
   *
   * @param largest payload that is taken
   */
  long mostBytes(long largest) {
    long length = request.req().getContentLengthLong();
    return length >= 0 ? length : isAbsence() ? MAX_JSON : largest;
  }

  /**
   * Reads the body.
   *
   * @param most bytes that there is room for
   * @throws Refusal if there are more, or fewer than were announced
   */
  byte[] body(long most) throws Refusal {
    int room = (int) (isAbsence() ? Math.min(most, MAX_JSON) : most);
    try (InputStream in = request.bodyInputStream()) {
      byte[] body = in.readNBytes(room);
      if (body.length == room && in.read() >= 0) {
        throw new Refusal(Reason.TOO_LARGE, "a body of more than " + room + " bytes");
      }
      if (body.length < request.req().getContentLengthLong()) {
        throw new Refusal(Reason.MALFORMED, "the body ends before its Content-Length");
      }
      return body;
    } catch (IOException e) {
      throw new Refusal(Reason.MALFORMED, "the body cannot be read to its end");
    }
  }

  private boolean isAbsence() {
    return mediaType().equals(JSON);
  }

  private Submission.Envelope envelope() throws Refusal {
    PayloadType type = PayloadType.of(request.contentType());
    Fields fields = new Fields(said);
    fields.onlyThese(Fields.ENVELOPE);
    return fields.envelope(type.modality());
  }

  /**
   * Refuses what the body cannot mend.
   *
   * @throws Refusal saying what is wrong
   */
  void checkHead() throws Refusal {
    if (!isAbsence()) {
      envelope();
    }
  }

  /**
   * The sample.
   *
   * @throws Refusal if it is none
   */
  Submission submission(byte[] body) throws Refusal {
    if (!isAbsence()) {
      return new Submission(envelope(), new Bytes(request.contentType(), body));
    }
    return Submission.absence(said, body);
  }

  /** What stands beside a message of another standard. */
  Fields fields() {
    return new Fields(said);
  }
}
