package io.lacuna.app.config;

import io.lacuna.schema.Sample;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.Schema;

/** Where the subject of a feed's sample stands. */
public sealed interface SubjectRule {

  /** In the record key; the feed is keyed as the pipeline's own topics are. */
  record RecordKey() implements SubjectRule {}

  /**
   * In a record header, UTF-8.
   *
   * @param name of the header
   */
  record RecordHeader(String name) implements SubjectRule {
    public RecordHeader {
      if (name.isBlank()) {
        throw new IllegalArgumentException("must name a header: header:<name>");
      }
    }
  }

  /**
   * In a field of the sample.
   *
   * @param name one of {@link #NAMES}
   */
  record SampleField(String name) implements SubjectRule {
    /** The fields of a sample that hold a text. */
    public static final List<String> NAMES =
        Sample.getClassSchema().getFields().stream()
            .filter(f -> isText(f.schema()))
            .map(Schema.Field::name)
            .toList();

    public SampleField {
      if (!NAMES.contains(name)) {
        throw new IllegalArgumentException(
            "must name a field of a sample, field:<name> of " + NAMES);
      }
    }

    private static boolean isText(Schema schema) {
      Stream<Schema> types = schema.isUnion() ? schema.getTypes().stream() : Stream.of(schema);
      return types.anyMatch(t -> t.getType() == Schema.Type.STRING);
    }
  }

  /**
   * In another topic, under the record key of the sample, e.g. an accession number.
   *
   * @param topic compacted, partitioned as the feed is
   * @param patience how long a sample waits for its mapping, event time and wall clock
   * @param maxPerKey most samples that wait under one key
   */
  record Mapped(String topic, Duration patience, int maxPerKey) implements SubjectRule {}
}
