package io.lacuna.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.lacuna.app.config.AppConfig;
import io.lacuna.app.config.ConfigLoader;
import io.lacuna.app.embedded.EmbeddedDefault;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Topics of feeds that would lose samples are refused at start, on a real broker, by name. */
class FeedTopicsTest {
  @TempDir static Path dir;
  private static EmbeddedDefault embedded;
  private static int prefixes;

  private String prefix;
  private AppConfig config;
  private List<String> created;

  @BeforeAll
  static void start() throws Exception {
    embedded = EmbeddedDefault.start(dir.resolve("kafka"));
  }

  @AfterAll
  static void stop() throws Exception {
    embedded.close();
  }

  /** The feed is there before, with a partition count of its own. */
  @BeforeEach
  void create() throws Exception {
    prefix = "t" + prefixes++;
    config = config(Map.of());
    try (Admin admin = admin()) {
      admin
          .createTopics(
              List.of(new NewTopic(feed(), 3, (short) 1).configs(Map.of("retention.ms", "-1"))))
          .all()
          .get();
      await().until(() -> admin.listTopics().names().get().contains(feed()));
      created = new TopicSetup(config, admin).create(2, (short) 1, Map.of("retention.ms", "-1"));
    }
  }

  @Test
  void whatTopicsCreateMakesIsFineBesideAFeedThatWasThere() throws Exception {
    assertThat(created).contains(mapping()).doesNotContain(feed());
    try (Admin admin = admin()) {
      TopicSetup setup = new TopicSetup(config, admin);
      await()
          .ignoreExceptions()
          .until(() -> setup.check().equals(Map.of("patient", 2, "intake.radiology", 3)));
    }
  }

  @Test
  void topicsThatAreMissingAreNamed() {
    config = config(Map.of("intake.radiology.mapping.topic", prefix + ".others"));
    assertRefused(prefix + ".others", "do not exist");
  }

  @Test
  void aFeedAndItsMappingNeedOnePartitionCount() throws Exception {
    try (Admin admin = admin()) {
      admin.createPartitions(Map.of(feed(), NewPartitions.increaseTo(4))).all().get();
    }
    assertRefused("same number of partitions", feed() + "=4", mapping() + "=3");
  }

  @Test
  void mappingsAreKeptForEver() throws Exception {
    set(mapping(), "cleanup.policy", "compact,delete");
    assertRefused(mapping(), "must have compact");
  }

  @Test
  void aFeedIsNotCompactedAndOutlastsAnOutage() throws Exception {
    set(feed(), "cleanup.policy", "compact");
    assertRefused(feed(), "must have delete");
    set(feed(), "cleanup.policy", "delete");
    set(feed(), "retention.ms", "3600000");
    assertRefused(feed(), "PT1H", "outage.max needs at least PT24H");
  }

  @Test
  void whatIsSentOnAndWhatIsRefusedHasRoom() throws Exception {
    set(mapping(), "max.message.bytes", "4000000");
    assertRefused("dlq", "largest record of " + mapping(), "4065536");
    set(mapping(), "max.message.bytes", "1000");
    config = config(Map.of("record.max.bytes", "2MiB"));
    assertRefused(prefix + ".patient.image.v1", "record.max.bytes needs at least 2097152");
  }

  private String feed() {
    return prefix + ".pacs.images";
  }

  private String mapping() {
    return prefix + ".ris.orders";
  }

  private void assertRefused(String... words) {
    try (Admin admin = admin()) {
      TopicSetup setup = new TopicSetup(config, admin);
      await()
          .untilAsserted(
              () ->
                  assertThatThrownBy(setup::check)
                      .isInstanceOf(ConfigException.class)
                      .hasMessageContainingAll(words));
    }
  }

  private static void set(String topic, String key, String value) throws Exception {
    try (Admin admin = admin()) {
      admin
          .incrementalAlterConfigs(
              Map.of(
                  new ConfigResource(ConfigResource.Type.TOPIC, topic),
                  List.of(
                      new AlterConfigOp(new ConfigEntry(key, value), AlterConfigOp.OpType.SET))))
          .all()
          .get();
    }
  }

  private static Admin admin() {
    return Admin.create(Map.of("bootstrap.servers", embedded.bootstrapServers()));
  }

  private AppConfig config(Map<String, String> overrides) {
    Map<String, String> values = new HashMap<>();
    values.put("bootstrap.servers", embedded.bootstrapServers());
    values.put("schema.registry.url", embedded.registryUrl());
    values.put("pipelines", "patient");
    values.put("topics.prefix", prefix);
    values.put("intake.feeds", "radiology");
    values.put("intake.radiology.topic", feed());
    values.put("intake.radiology.pipeline", "patient");
    values.put("intake.radiology.modality", "image");
    values.put("intake.radiology.key", "mapping");
    values.put("intake.radiology.mapping.topic", mapping());
    return ConfigLoader.load(values, Map.of(), overrides);
  }
}
