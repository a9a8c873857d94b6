package io.lacuna.app.config;

import static org.apache.kafka.common.config.ConfigDef.Importance.HIGH;
import static org.apache.kafka.common.config.ConfigDef.Importance.LOW;
import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;
import static org.apache.kafka.common.config.ConfigDef.Range.between;
import static org.apache.kafka.common.config.ConfigDef.Type.INT;
import static org.apache.kafka.common.config.ConfigDef.Type.STRING;
import static org.apache.kafka.common.config.ConfigDef.ValidString.in;

import io.lacuna.schema.Modality;
import java.util.function.Supplier;
import org.apache.kafka.common.config.ConfigDef;

/** Keys of a feed, each behind {@code intake.<feed>.} */
public final class IntakeKeys {
  private static final String KEY_FORMS =
      "subject, header:<name>, field:<name of a sample's text field> or mapping";

  private static final String MODALITIES = "image, text or audio";

  private IntakeKeys() {}

  /** Keys of every kind of feed. */
  public static ConfigDef keys() {
    return ChunkKeys.define(everyFeed());
  }

  private static ConfigDef everyFeed() {
    return new ConfigDef()
        .define(
            "topic", STRING, ConfigDef.NO_DEFAULT_VALUE, KeyTypes.TOPIC, HIGH, "Topic of the feed.")
        .define(
            "kind",
            STRING,
            "samples",
            in("samples", "audio-chunks"),
            MEDIUM,
            "What its records are: whole samples, or chunks of call audio that make a sample per utterance.")
        .define("pipeline", STRING, HIGH, "Pipeline that its samples are for; one of pipelines.")
        .define(
            "modality",
            STRING,
            null,
            KeyTypes.checked(IntakeKeys::modality, MODALITIES),
            HIGH,
            "Modality of its samples: image, text or audio; call audio is audio.")
        .define(
            "key",
            STRING,
            "subject",
            KeyTypes.checked(text -> rule(text, () -> null), KEY_FORMS),
            HIGH,
            "Where the subject stands: the record key is it (subject), in a header, in a field of the sample, or in the mapping topic under the record key.")
        .define(
            "mapping.topic",
            STRING,
            null,
            KeyTypes.TOPIC,
            MEDIUM,
            "Compacted topic of SubjectMapping records; needed under key=mapping, with as many partitions as the feed.")
        .define(
            "mapping.patience",
            STRING,
            "10m",
            KeyTypes.DURATION,
            MEDIUM,
            "How long a sample waits for its mapping, event time and, on a silent feed, wall clock; then it is a dead letter.")
        .define(
            "mapping.waiting.max",
            INT,
            256,
            between(1, 10_000),
            LOW,
            "Most samples that wait under one key; further ones are dead letters at once.");
  }

  /**
   * @throws IllegalArgumentException if it is none
   */
  static Modality modality(String text) {
    return switch (text) {
      case "image" -> Modality.IMAGE;
      case "text" -> Modality.TEXT;
      case "audio" -> Modality.AUDIO;
      default -> throw new IllegalArgumentException("must be " + MODALITIES);
    };
  }

  /**
   * @param mapped makes the rule for {@code mapping}
   * @throws IllegalArgumentException if it is none of the forms
   */
  static SubjectRule rule(String text, Supplier<SubjectRule> mapped) {
    String form = text.trim();
    int colon = form.indexOf(':');
    String name = form.substring(colon + 1).trim();
    switch (colon < 0 ? form : form.substring(0, colon + 1)) {
      case "subject":
        return new SubjectRule.RecordKey();
      case "mapping":
        return mapped.get();
      case "header:":
        return new SubjectRule.RecordHeader(name);
      case "field:":
        return new SubjectRule.SampleField(name);
      default:
        throw new IllegalArgumentException("must be " + KEY_FORMS);
    }
  }
}
