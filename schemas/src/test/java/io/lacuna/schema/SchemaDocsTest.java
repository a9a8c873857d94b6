package io.lacuna.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.avro.Schema;
import org.apache.avro.Schema.Field;
import org.apache.avro.Schema.Type;
import org.junit.jupiter.api.Test;

/** The schemas explain themselves: a doc on everything, and a unit wherever there is one. */
class SchemaDocsTest {

  /** Fields that match must have one of the words in their doc. */
  private record UnitRule(String kind, Predicate<Field> applies, List<String> words) {}

  private static final Set<String> TIME_NAMES =
      Set.of("timestamp", "start", "end", "first_seen", "deadline", "idle_since");

  private static final List<UnitRule> RULES =
      List.of(
          new UnitRule("time", SchemaDocsTest::isTime, List.of("UTC milliseconds since 1970")),
          new UnitRule(
              "size", f -> has(f, Type.BYTES) || f.name().equals("size"), List.of("bytes")),
          new UnitRule(
              "score", f -> has(f, Type.FLOAT) || has(f, Type.DOUBLE), List.of("0..1", "unit")),
          new UnitRule("digest", f -> f.name().matches("sha256|.*digest"), List.of("SHA-256")));

  @Test
  void everyTypeAndFieldHasADoc() {
    for (Schema type : namedTypes()) {
      assertThat(type.getDoc()).as(type.getFullName()).isNotBlank();
      if (type.getType() == Type.RECORD) {
        for (Field field : type.getFields()) {
          assertThat(field.doc()).as(type.getFullName() + "." + field.name()).isNotBlank();
        }
      }
    }
  }

  @Test
  void timesSizesScoresAndDigestsNameTheirUnit() {
    for (UnitRule rule : RULES) {
      List<String> matched = new ArrayList<>();
      for (Schema type : namedTypes()) {
        if (type.getType() == Type.RECORD) {
          type.getFields().stream()
              .filter(rule.applies())
              .peek(field -> matched.add(field.name()))
              .forEach(field -> assertNames(type, field, rule));
        }
      }
      assertThat(matched).as("fields of kind %s", rule.kind()).isNotEmpty();
    }
  }

  private static void assertNames(Schema type, Field field, UnitRule rule) {
    assertThat(rule.words().stream().anyMatch(word -> String.valueOf(field.doc()).contains(word)))
        .as(
            "%s.%s is a %s, so its doc must name one of %s: %s",
            type.getFullName(), field.name(), rule.kind(), rule.words(), field.doc())
        .isTrue();
  }

  private static boolean isTime(Field field) {
    return field.schema().getLogicalType() != null
        || TIME_NAMES.contains(field.name())
        || field.name().matches(".*_times?");
  }

  /** Whether the field is of this type, maybe in an array or beside null. */
  private static boolean has(Field field, Type type) {
    return parts(field.schema()).stream().anyMatch(part -> part.getType() == type);
  }

  private static Set<Schema> namedTypes() {
    Set<Schema> found = new LinkedHashSet<>();
    SchemaHistory.today().forEach(schema -> collect(schema, found));
    return found;
  }

  private static void collect(Schema schema, Set<Schema> found) {
    for (Schema part : parts(schema)) {
      boolean named = part.getType() == Type.RECORD || part.getType() == Type.ENUM;
      if (named && found.add(part) && part.getType() == Type.RECORD) {
        part.getFields().forEach(field -> collect(field.schema(), found));
      }
    }
  }

  /** The schema without the arrays and unions around it. */
  private static List<Schema> parts(Schema schema) {
    return switch (schema.getType()) {
      case ARRAY -> parts(schema.getElementType());
      case UNION -> schema.getTypes().stream().flatMap(t -> parts(t).stream()).toList();
      default -> List.of(schema);
    };
  }
}
