package io.lacuna.model.recording;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.avro.Schema;

/** Makes recordings out of one: masked, or cut in pieces. Never changes the one it reads. */
public final class RecordingCopies {
  /** Read by every partition: they stand in a topic of their own, under keys of their own. */
  private static final Set<TopicRole> WHOLE =
      Set.of(TopicRole.DECISIONS, TopicRole.ADAPTERS, TopicRole.LABELS);

  private static final int MAX_PIECES = 10_000;

  private final RecordingFolder source;
  private final RecordingManifest about;
  private final RecordedValues values;
  private final Map<Integer, Schema> schemas;
  private final Map<String, JsonNode> truth;

  private RecordingCopies(RecordingFolder source) throws IOException {
    source.verify();
    this.source = source;
    this.about = source.manifest();
    this.schemas = source.schemas();
    this.values = new RecordedValues(schemas);
    this.truth = source.truth();
  }

  /**
   * @throws IOException if a file of the recording is not as its manifest lists it
   */
  public static RecordingCopies of(RecordingFolder source) throws IOException {
    return new RecordingCopies(source);
  }

  /** Writes the recording with its records masked. */
  public RecordingFolder mask(Path out, Set<Mask> masks, KeyedHash hash) throws IOException {
    RecordMask mask =
        new RecordMask(masks, hash, id -> Optional.ofNullable(schemas.get(id)), about.windows());
    Map<String, JsonNode> labels = new LinkedHashMap<>();
    truth.forEach((subject, label) -> labels.put(mask.subject(subject), label));
    try (RecordingBuilder builder = builder(out)) {
      for (RecordedRange range : source.contents()) {
        try (RangeCursor cursor = RangeCursor.open(source, range)) {
          open(builder, range);
          cursor.copyBefore(Long.MAX_VALUE, builder, values, mask::apply);
        }
      }
      Set<String> masked = new TreeSet<>(about.masked());
      masked.addAll(mask.words());
      return builder.seal(origin("masked", List.copyOf(masked)), labels);
    }
  }

  /** Writes a recording per partition, {@code out/partition-<n>}. */
  public List<RecordingFolder> byPartition(Path out) throws IOException {
    List<RecordingFolder> pieces = new ArrayList<>();
    for (int partition : source.partitions()) {
      List<RecordedRange> ranges =
          source.contents().stream()
              .filter(r -> r.partition() == partition || WHOLE.contains(TopicRole.of(r.role())))
              .toList();
      try (RecordingBuilder builder = builder(out.resolve("partition-" + partition))) {
        for (RecordedRange range : ranges) {
          copy(range, builder);
        }
        pieces.add(builder.seal(origin("partition " + partition, about.masked()), truth));
      }
    }
    return pieces;
  }

  private void copy(RecordedRange range, RecordingBuilder builder) throws IOException {
    try (RangeCursor cursor = RangeCursor.open(source, range)) {
      open(builder, range);
      cursor.copyBefore(Long.MAX_VALUE, builder, values, record -> record);
    }
  }

  /**
   * Writes a recording per stretch of time, {@code out/part-<n>}, a stretch without records left
   * out. A record belongs to the stretch of its arrival; timestamps of outputs are event times.
   *
   * @param everyMs length of a stretch, counted from the first arrival
   * @throws IllegalArgumentException if that gives more than {@value #MAX_PIECES} pieces
   */
  public List<RecordingFolder> byTime(Path out, long everyMs) throws IOException {
    long last = (about.lastArrivalMs() - about.firstArrivalMs()) / everyMs;
    if (last >= MAX_PIECES) {
      throw new IllegalArgumentException(
          "stretches of " + everyMs + " ms make " + (last + 1) + " pieces, allowed: " + MAX_PIECES);
    }
    List<RecordingFolder> pieces = new ArrayList<>();
    List<RangeCursor> cursors = new ArrayList<>();
    try {
      for (RecordedRange range : source.contents()) {
        if (!WHOLE.contains(TopicRole.of(range.role()))) {
          cursors.add(RangeCursor.open(source, range));
        }
      }
      for (int n = 0; n <= last; n++) {
        long endMs = n == last ? Long.MAX_VALUE : about.firstArrivalMs() + (n + 1) * everyMs;
        if (n == last || cursors.stream().anyMatch(cursor -> cursor.isBefore(endMs))) {
          pieces.add(piece(out, n, endMs, cursors));
        }
      }
    } finally {
      for (RangeCursor cursor : cursors) {
        cursor.close();
      }
    }
    return pieces;
  }

  private RecordingFolder piece(Path out, int n, long endMs, List<RangeCursor> cursors)
      throws IOException {
    try (RecordingBuilder builder = builder(out.resolve("part-" + n))) {
      for (RangeCursor cursor : cursors) {
        open(builder, cursor.range());
        cursor.copyBefore(endMs, builder, values, record -> record);
      }
      for (RecordedRange range : source.contents()) {
        if (WHOLE.contains(TopicRole.of(range.role()))) {
          copy(range, builder);
        }
      }
      return builder.seal(origin("part " + n, about.masked()), truth);
    }
  }

  private RecordingBuilder builder(Path out) throws IOException {
    RecordingBuilder builder = RecordingBuilder.create(out);
    schemas.forEach(builder::schema);
    return builder;
  }

  private static void open(RecordingBuilder builder, RecordedRange range) throws IOException {
    builder.open(TopicRole.of(range.role()), range.topic(), range.partition());
  }

  private RecordingOrigin origin(String what, List<String> masked) {
    return new RecordingOrigin(
        about.name() + ", " + what,
        about.pipeline(),
        about.seed(),
        about.command(),
        about.note(),
        about.windows(),
        masked);
  }
}
