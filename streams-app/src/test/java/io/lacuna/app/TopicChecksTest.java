package io.lacuna.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.lacuna.app.config.AppConfig;
import io.lacuna.app.config.ConfigLoader;
import io.lacuna.app.config.Topics;
import io.lacuna.app.embedded.EmbeddedDefault;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Topics that would lose data are refused at start, on a real broker, by name. */
class TopicChecksTest {
  private static final Map<String, String> KEPT = Map.of("retention.ms", "-1");

  @TempDir static Path dir;
  private static EmbeddedDefault embedded;
  private static int prefixes;

  private Topics topics;
  private AppConfig config;

  @BeforeAll
  static void start() throws Exception {
    embedded = EmbeddedDefault.start(dir.resolve("kafka"));
  }

  @AfterAll
  static void stop() throws Exception {
    embedded.close();
  }

  @BeforeEach
  void create() throws Exception {
    config = config(Map.of("topics.prefix", "t" + prefixes++));
    topics = config.pipelines().get(0).topics();
    try (Admin admin = admin()) {
      new TopicSetup(config, admin).create(2, (short) 1, KEPT);
    }
  }

  @Test
  void whatTopicsCreateMakesIsFine() throws Exception {
    try (Admin admin = admin()) {
      TopicSetup setup = new TopicSetup(config, admin);
      // a broker knows a topic a moment after it said that it made it
      await().ignoreExceptions().until(() -> setup.check().equals(Map.of("patient", 2)));
    }
  }

  @Test
  void inputsNeedOnePartitionCount() throws Exception {
    try (Admin admin = admin()) {
      admin
          .createPartitions(Map.of(topics.inputs().get(2), NewPartitions.increaseTo(3)))
          .all()
          .get();
    }
    assertRefused("same number of partitions", topics.inputs().get(2) + "=3");
  }

  @Test
  void inputsAreNotCompacted() throws Exception {
    set(topics.inputs().get(0), "cleanup.policy", "compact");
    assertRefused(topics.inputs().get(0), "cleanup.policy=compact", "must have delete");
  }

  @Test
  void inputsAreKeptOverTheLongestOutage() throws Exception {
    set(topics.inputs().get(1), "retention.ms", "3600000");
    assertRefused(topics.inputs().get(1), "PT1H", "PT24H12M30S");
  }

  @Test
  void aByteLimitMustBeAccepted() throws Exception {
    set(topics.inputs().get(1), "retention.bytes", "1000000");
    assertRefused(topics.inputs().get(1), "retention.bytes.accepted=true");
    config = config(Map.of("topics.prefix", topics.prefix(), "retention.bytes.accepted", "true"));
    try (Admin admin = admin()) {
      assertThat(new TopicSetup(config, admin).check()).containsKey("patient");
    }
  }

  @Test
  void theHistoryIsNotCompactedAndTheLatestViewIs() throws Exception {
    set(topics.predictions(), "cleanup.policy", "compact");
    assertRefused(topics.predictions(), "keeps every record");
    set(topics.predictions(), "cleanup.policy", "delete");
    set(topics.latest(), "cleanup.policy", "delete");
    assertRefused(topics.latest(), "must have compact");
  }

  @Test
  void deadLettersHaveRoomForTheLargestRecord() throws Exception {
    set(topics.inputs().get(0), "max.message.bytes", "8000000");
    assertRefused(topics.late(), "max.message.bytes=", "8065536");
  }

  @Test
  void theRegistryTopicKeepsEverythingInOrderUnderTheBrokersClock() throws Exception {
    config =
        config(
            Map.of(
                "topics.prefix",
                topics.prefix(),
                "adapters.source",
                "topic",
                "patient.shadow",
                "patient-mora"));
    assertRefused(topics.shadow(), "do not exist");
    try (Admin admin = admin()) {
      TopicSetup setup = new TopicSetup(config, admin);
      assertThat(setup.create(2, (short) 1, KEPT))
          .containsExactlyInAnyOrder(config.adapters().topic(), topics.shadow());
      await().ignoreExceptions().until(() -> setup.check().containsKey("patient"));
    }
    set(config.adapters().topic(), "message.timestamp.type", "CreateTime");
    assertRefused(config.adapters().topic(), "must have LogAppendTime");
    set(config.adapters().topic(), "cleanup.policy", "delete");
    assertRefused(config.adapters().topic(), "must have compact");
  }

  /** A broker says yes to a change before it shows it. */
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

  private void set(String topic, String key, String value) throws Exception {
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

  private static AppConfig config(Map<String, String> overrides) {
    return ConfigLoader.load(
        Map.of(
            "bootstrap.servers", embedded.bootstrapServers(),
            "schema.registry.url", embedded.registryUrl(),
            "pipelines", "patient"),
        Map.of(),
        overrides);
  }
}
