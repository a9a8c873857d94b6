package io.lacuna.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lacuna.schema.Modality;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a configuration says of feeds, and how it is refused. */
class IntakeFeedsTest {

  private static Map<String, String> feed() {
    Map<String, String> file = new HashMap<>();
    file.put("bootstrap.servers", "b:9092");
    file.put("schema.registry.url", "http://r:1");
    file.put("intake.feeds", "radiology");
    file.put("intake.radiology.topic", "pacs.images");
    file.put("intake.radiology.pipeline", "patient");
    file.put("intake.radiology.modality", "image");
    return file;
  }

  @Test
  void thereAreNoneByDefault() {
    Map<String, String> file = feed();
    file.keySet().removeIf(key -> key.startsWith("intake."));
    assertThat(ConfigLoader.load(file, Map.of(), Map.of()).feeds()).isEmpty();
  }

  @Test
  void aFeedIsReadFromItsKeysWhereverTheyStand() {
    AppConfig config =
        ConfigLoader.load(
            feed(),
            Map.of("LACUNA_INTAKE_RADIOLOGY_KEY", "mapping"),
            Map.of(
                "intake.radiology.mapping.topic", "ris.orders",
                "intake.radiology.mapping.patience", "2h"));
    FeedConfig feed = config.feeds().get(0);
    assertThat(config.feeds()).hasSize(1);
    assertThat(feed.name()).isEqualTo("radiology");
    assertThat(feed.kind()).isEqualTo(FeedConfig.Kind.SAMPLES);
    assertThat(feed.modality()).isEqualTo(Modality.IMAGE);
    assertThat(feed.target()).isEqualTo("lacuna.patient.image.v1");
    assertThat(feed.subject())
        .isEqualTo(new SubjectRule.Mapped("ris.orders", Duration.ofHours(2), 256));
  }

  @Test
  void theSubjectCanStandInTheRecord() {
    assertThat(subject("subject")).isEqualTo(new SubjectRule.RecordKey());
    assertThat(subject("header: patient-id")).isEqualTo(new SubjectRule.RecordHeader("patient-id"));
    assertThat(subject("field:correlation_id"))
        .isEqualTo(new SubjectRule.SampleField("correlation_id"));
    assertThat(SubjectRule.SampleField.NAMES)
        .containsExactlyInAnyOrder("subject", "correlation_id", "site", "source", "subject_kind");
  }

  private static SubjectRule subject(String key) {
    Map<String, String> file = feed();
    file.put("intake.radiology.key", key);
    return ConfigLoader.load(file, Map.of(), Map.of()).feeds().get(0).subject();
  }

  @Test
  void theEffectiveSettingsNameThoseOfFeeds() {
    EffectiveConfig effective =
        ConfigLoader.effective(new ConfigSources(Map.of(), Map.of()).file("f", feed()));
    assertThat(effective.entries())
        .extracting(EffectiveConfig.Entry::key)
        .contains("intake.radiology.topic", "intake.radiology.mapping.patience")
        .doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @CsvSource({
    "intake.feeds, 'a,a', each feed once",
    "intake.feeds, a.b, letters",
    "intake.radiology.pipeline, icu, '[patient, utterance]'",
    "intake.radiology.modality, smell, smell",
    "intake.radiology.kind, chunks, samples",
    "intake.radiology.key, name, 'subject, header:<name>'",
    "intake.radiology.key, field:bytes, correlation_id",
    "intake.radiology.key, field:payload, correlation_id",
    "intake.radiology.key, 'header:', header:<name>",
    "intake.radiology.key, mapping, intake.radiology.mapping.topic",
    "intake.radiology.topic, lacuna.patient.image.v1, no topic of a pipeline",
    "intake.radiology.topic, lacuna.utterance.dlq.v1, no topic of a pipeline",
    "intake.radiology.topic, 'a b', letters",
    "intake.radiology.mapping.patience, soon, 250ms",
    "intake.radiology.patience, 10m, intake.radiology.patience",
    "intake.lab.topic, lab, intake.lab.topic",
    "record.max.bytes, 64KiB, at least 128KiB"
  })
  void aWrongValueOrKeyIsNamedWithWhatIsAllowed(String key, String value, String named) {
    Map<String, String> file = feed();
    file.put(key, value);
    assertThatThrownBy(() -> ConfigLoader.load(file, Map.of(), Map.of()))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(named);
  }

  @Test
  void callAudioIsAudioKeyedByCall() {
    Map<String, String> file = feed();
    file.put("intake.radiology.kind", "audio-chunks");
    file.remove("intake.radiology.modality");
    file.remove("intake.radiology.key");
    file.put("intake.radiology.boundaries.topic", "asr.utterances");
    FeedConfig feed = ConfigLoader.load(file, Map.of(), Map.of()).feeds().get(0);
    assertThat(feed.modality()).isEqualTo(Modality.AUDIO);
    assertThat(feed.inputs()).containsExactly("pacs.images", "asr.utterances");
    for (String[] wrong :
        new String[][] {
          {"modality", "image", "must be audio"},
          {"key", "header:x", "must be left out"},
          {"boundaries.topic", "pacs.images", "no other feed"},
          {"boundaries.topic", "lacuna.patient.text.v1", "no pipeline"}
        }) {
      Map<String, String> changed = new HashMap<>(file);
      changed.put("intake.radiology." + wrong[0], wrong[1]);
      assertThatThrownBy(() -> ConfigLoader.load(changed, Map.of(), Map.of()))
          .isInstanceOf(ConfigException.class)
          .hasMessageContainingAll("intake.radiology." + wrong[0], wrong[2]);
    }
  }

  @Test
  void samplesNeedAModality() {
    Map<String, String> file = feed();
    file.remove("intake.radiology.modality");
    assertThatThrownBy(() -> ConfigLoader.load(file, Map.of(), Map.of()))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("intake.radiology.modality");
  }

  @Test
  void aTopicIsReadByOneFeedAndIsNoMappingTopicAsWell() {
    for (String topic : List.of("pacs.images", "ris.orders")) {
      Map<String, String> file = feed();
      file.put("intake.feeds", "radiology,reports");
      file.put("intake.radiology.key", "mapping");
      file.put("intake.radiology.mapping.topic", "ris.orders");
      file.put("intake.reports.topic", topic);
      file.put("intake.reports.pipeline", "patient");
      file.put("intake.reports.modality", "text");
      assertThatThrownBy(() -> ConfigLoader.load(file, Map.of(), Map.of()))
          .isInstanceOf(ConfigException.class)
          .hasMessageContainingAll("intake.reports.topic", topic);
    }
  }

  @Test
  void aMappingTopicIsNoTopicOfAPipeline() {
    Map<String, String> file = feed();
    file.put("intake.radiology.key", "mapping");
    file.put("intake.radiology.mapping.topic", "lacuna.patient.latest.v1");
    assertThatThrownBy(() -> ConfigLoader.load(file, Map.of(), Map.of()))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("lacuna.patient.latest.v1");
  }
}
