package io.lacuna.app.ingest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.CompletableFuture;

/**
 * What the HTTP door takes: samples one by one, and messages of other standards by the readers that
 * the class path has. Thread-safe.
 */
final class Messages {
  private static final List<String> BESIDE_A_MESSAGE = List.of(Fields.PIPELINE, "site");

  private final Ingest ingest;
  private final Map<String, FeedReader> readers = new HashMap<>();

  Messages(Ingest ingest, Iterable<FeedReader> readers) {
    this.ingest = ingest;
    readers.forEach(reader -> reader.mediaTypes().forEach(type -> this.readers.put(type, reader)));
  }

  /** With the readers of the class path. */
  static Messages of(Ingest ingest) {
    return new Messages(ingest, ServiceLoader.load(FeedReader.class));
  }

  /**
   * Refuses what the body cannot mend.
   *
   * @throws Refusal saying what is wrong
   */
  void checkHead(PostedSample posted) throws Refusal {
    if (readers.containsKey(posted.mediaType())) {
      said(posted);
    } else {
      posted.checkHead();
    }
  }

  private FeedReader.Said said(PostedSample posted) throws Refusal {
    Fields fields = posted.fields();
    fields.onlyThese(BESIDE_A_MESSAGE);
    return new FeedReader.Said(fields.required(Fields.PIPELINE), fields.identifier("site"));
  }

  /**
   * Sends what a request holds.
   *
   * @return JSON with the position of the sample, or of all of a message; fails with a {@link
   *     Refusal}
   * @throws Refusal if nothing was sent
   */
  CompletableFuture<String> send(PostedSample posted, byte[] body) throws Refusal {
    FeedReader reader = readers.get(posted.mediaType());
    if (reader == null) {
      return ingest
          .send(IngestServer.DOOR, ingest.prepare(posted.submission(body)))
          .thenApply(at -> json(at).toString());
    }
    return all(reader.read(posted.mediaType(), body, said(posted)));
  }

  /**
   * When one fails all are said to have failed: sent once more, those that arrived are duplicates.
   */
  private CompletableFuture<String> all(List<Submission> submissions) throws Refusal {
    List<Ingest.Ready> ready = new ArrayList<>();
    for (Submission s : submissions) {
      ready.add(ingest.prepare(s));
    }
    List<CompletableFuture<Position>> sent =
        ready.stream().map(r -> ingest.send(IngestServer.DOOR, r)).toList();
    return CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new))
        .thenApply(
            done -> {
              ObjectNode answer = JsonNodeFactory.instance.objectNode();
              ArrayNode samples = answer.putArray("samples");
              sent.forEach(s -> samples.add(json(s.join())));
              return answer.toString();
            });
  }

  private static ObjectNode json(Position at) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("topic", at.topic())
        .put("partition", at.partition())
        .put("offset", at.offset());
  }
}
