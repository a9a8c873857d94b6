package io.lacuna.app.ingest;

import io.lacuna.schema.AbsenceReason;
import io.lacuna.schema.Modality;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * A sample as somebody hands it in.
 *
 * @param envelope what is said about it
 * @param content its payload, or why there is none
 */
public record Submission(Envelope envelope, Content content) {

  public Submission {
    Objects.requireNonNull(envelope);
    Objects.requireNonNull(content);
  }

  /**
   * What is said about a sample. What may be left out is null.
   *
   * @param pipeline that it is for
   * @param subject opaque id of the patient or utterance
   * @param correlationId study or utterance id, or null
   * @param site hospital, ward or call centre, or null
   * @param source device or system, or null
   * @param subjectKind sort of subject, or null
   * @param quality the sender's own score, or null
   */
  public record Envelope(
      String pipeline,
      String subject,
      Modality modality,
      Instant eventTime,
      String correlationId,
      String site,
      String source,
      String subjectKind,
      Float quality) {}

  /**
   * An absence that a JSON object tells in full.
   *
   * @throws Refusal if it is none
   */
  public static Submission absence(byte[] json) throws Refusal {
    return absence(Map.of(), json);
  }

  /**
   * @param said beside it; nothing may be said twice
   */
  static Submission absence(Map<String, String> said, byte[] json) throws Refusal {
    Map<String, String> all = new HashMap<>(said);
    for (Map.Entry<String, String> field : JsonFields.read(json).entrySet()) {
      if (all.putIfAbsent(field.getKey(), field.getValue()) != null) {
        throw Refusal.saidTwice(field.getKey());
      }
    }
    return new Fields(all).absence();
  }

  /** A payload, or its absence. */
  public sealed interface Content {

    /** Of the payload, bytes. */
    long size();
  }

  /**
   * An encoded payload; not copied.
   *
   * @param mediaType the bare type
   */
  public record Bytes(String mediaType, byte[] bytes) implements Content {
    @Override
    public long size() {
      return bytes.length;
    }
  }

  /** The statement that none will come. */
  public record Absent(AbsenceReason reason) implements Content {
    @Override
    public long size() {
      return 0;
    }
  }
}
