package io.lacuna.app.ingest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** A refusal in the words of RFC 9457. */
final class Problem {
  static final String MEDIA_TYPE = "application/problem+json";

  private Problem() {}

  /** The members {@code type, title, status, detail}, and {@code field, allowed} if there are. */
  static ObjectNode of(Refusal refusal) {
    Refusal.Reason reason = refusal.reason();
    ObjectNode problem = of("urn:lacuna:problem:" + reason.word(), reason.status(), reason.title());
    problem.put("detail", refusal.getMessage());
    if (refusal.field() != null) {
      problem.put("field", refusal.field());
    }
    if (!refusal.allowed().isEmpty()) {
      ArrayNode allowed = problem.putArray("allowed");
      refusal.allowed().forEach(allowed::add);
    }
    return problem;
  }

  /** One that says no more than its status. */
  static ObjectNode of(String type, int status, String title) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("type", type)
        .put("title", title)
        .put("status", status);
  }
}
