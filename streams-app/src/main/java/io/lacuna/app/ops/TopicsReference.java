package io.lacuna.app.ops;

import io.lacuna.app.config.Topics;
import io.lacuna.schema.AdapterEvent;
import io.lacuna.schema.AudioChunk;
import io.lacuna.schema.AuditEvent;
import io.lacuna.schema.LateSample;
import io.lacuna.schema.Prediction;
import io.lacuna.schema.Rejection;
import io.lacuna.schema.Sample;
import io.lacuna.schema.SubjectKey;
import io.lacuna.schema.SubjectMapping;
import io.lacuna.schema.UtteranceBoundary;
import io.lacuna.schema.WindowDecision;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.avro.Schema;

/** The reference page of all topics and records, in Markdown, made from names and schemas. */
public final class TopicsReference {
  private static final Topics TOPICS = new Topics("lacuna", "<pipeline>");

  /**
   * A topic.
   *
   * @param value what its records hold, in words
   */
  private record Row(String topic, String key, String value, String cleanup, String what) {}

  private static final List<Row> ROWS =
      List.of(
          new Row(
              String.join("`, `", TOPICS.inputs()),
              "subject",
              "`Sample`",
              "delete",
              "what feeds send; the three have equal partition counts and the default partitioner"),
          new Row(
              TOPICS.predictions(),
              "subject",
              "`Prediction`",
              "delete",
              "every revision; upsert on (subject, window_id), keep the highest revision"),
          new Row(
              TOPICS.latest(),
              "subject\\|window_id",
              "`Prediction`",
              "compact",
              "the newest revision of every window"),
          new Row(
              TOPICS.late(),
              "subject",
              "`LateSample`",
              "delete",
              "samples that came after their window was final"),
          new Row(
              TOPICS.deadLetters(),
              "as it was",
              "the record's own bytes, or a `Rejection` that points to it",
              "delete",
              "what could not be used; headers say where it came from and why"),
          new Row(
              TOPICS.decisions(),
              "pipeline",
              "`WindowDecision`",
              "delete",
              "steps that are no function of the records; with them a replay repeats a live run"),
          new Row(
              TOPICS.shadow(),
              "subject",
              "`Prediction`",
              "delete",
              "what the shadow adapter says; only where `<pipeline>.shadow` is set"),
          new Row(
              Topics.adapters("lacuna"),
              "adapter or cut-over",
              "`AdapterEvent`",
              "compact",
              "announcements and cut-overs of all pipelines; one partition; only under `adapters.source=topic`"),
          new Row(
              "<intake.*.topic>",
              "as its owner has it",
              "`Sample`",
              "delete",
              "a feed; the intake sends its samples on to a pipeline's own topics, keyed by subject"),
          new Row(
              "<intake.*.mapping.topic>",
              "key of a feed",
              "`SubjectMapping`",
              "compact",
              "whose samples those under that key are; as many partitions as the feed"),
          new Row(
              "<intake.*.topic>` of the kind `audio-chunks",
              "call",
              "`AudioChunk`",
              "delete",
              "live call audio; the intake cuts it into the utterances that boundaries name"),
          new Row(
              "<intake.*.boundaries.topic>",
              "call",
              "`UtteranceBoundary`",
              "delete",
              "where an utterance begins and ends, and perhaps what was said; as many partitions as the chunks"),
          new Row(
              Topics.keys("lacuna"),
              "id of the data key",
              "`SubjectKey`",
              "compact",
              "data keys of subjects, wrapped; a tombstone deletes one; one partition; only where `privacy.kek` is set"),
          new Row(
              Topics.audit("lacuna"),
              "act",
              "`AuditEvent`",
              "delete",
              "administrative acts, kept for ever; one partition"));

  private static final List<Schema> RECORDS =
      List.of(
          Sample.getClassSchema(),
          Prediction.getClassSchema(),
          LateSample.getClassSchema(),
          Rejection.getClassSchema(),
          WindowDecision.getClassSchema(),
          AdapterEvent.getClassSchema(),
          SubjectMapping.getClassSchema(),
          AudioChunk.getClassSchema(),
          UtteranceBoundary.getClassSchema(),
          SubjectKey.getClassSchema(),
          AuditEvent.getClassSchema());

  private TopicsReference() {}

  /** The page. */
  public static String page() {
    StringBuilder page =
        new StringBuilder(
            """
            # Topics and records

            For people who send samples and read predictions. This page is made from the code: `./lacuna reference topics`.

            Names are `<topics.prefix>.<pipeline>.<role>.v1`; the prefix is `lacuna` unless set. Values are Avro in the registry's wire format (a zero byte, four
            bytes of schema id), subjects of the registry are `<topic>-value`. `./lacuna topics create` makes the topics, `topics check` says what would lose data.

            | topic | key | value | cleanup | what |
            |---|---|---|---|---|
            """);
    for (Row r : ROWS) {
      page.append(
          String.format(
              "| `%s` | %s | %s | %s | %s |%n",
              r.topic(), r.key(), r.value(), r.cleanup(), r.what()));
    }
    Set<Schema> listed = new LinkedHashSet<>();
    RECORDS.forEach(schema -> collect(schema, listed));
    listed.forEach(schema -> append(page, schema));
    return page.toString();
  }

  /** A record or enum and those in its fields, each once, the outer one first. */
  private static void collect(Schema schema, Set<Schema> into) {
    switch (schema.getType()) {
      case RECORD -> {
        if (into.add(schema)) {
          schema.getFields().forEach(f -> collect(f.schema(), into));
        }
      }
      case ENUM -> into.add(schema);
      case ARRAY -> collect(schema.getElementType(), into);
      case UNION -> schema.getTypes().forEach(t -> collect(t, into));
      default -> {}
    }
  }

  private static void append(StringBuilder page, Schema schema) {
    page.append(String.format("%n## %s%n%n%s%n", schema.getName(), schema.getDoc()));
    if (schema.getType() == Schema.Type.ENUM) {
      page.append(
          schema.getEnumSymbols().stream()
              .map(s -> "`" + s + "`")
              .collect(Collectors.joining(", ", "\n", "\n")));
      return;
    }
    page.append("\n| field | type | what |\n|---|---|---|\n");
    for (Schema.Field f : schema.getFields()) {
      page.append(
          String.format(
              "| `%s` | %s | %s |%n", f.name(), type(f.schema()), f.doc().replace("<", "&lt;")));
    }
  }

  private static String type(Schema schema) {
    if (schema.getLogicalType() != null) {
      return schema.getLogicalType().getName();
    }
    return switch (schema.getType()) {
      case RECORD, ENUM -> "`" + schema.getName() + "`";
      case ARRAY -> "array of " + type(schema.getElementType());
      case UNION ->
          schema.getTypes().stream().map(TopicsReference::type).collect(Collectors.joining(" or "));
      default -> schema.getType().getName();
    };
  }
}
