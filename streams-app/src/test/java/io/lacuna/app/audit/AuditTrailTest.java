package io.lacuna.app.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lacuna.app.ClientSettings;
import io.lacuna.app.TopicSetup;
import io.lacuna.app.config.AppConfig;
import io.lacuna.app.config.ConfigLoader;
import io.lacuna.app.embedded.EmbeddedDefault;
import io.lacuna.app.ops.TopicReader;
import io.lacuna.schema.AuditEvent;
import io.lacuna.schema.AuditOutcome;
import io.lacuna.wire.RegistryAvro;
import io.lacuna.wire.WireException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Acts leave their intent and their outcome, or are not done. */
class AuditTrailTest {
  private static final Act ACT = new Act("dlq resend", "patient", "1 dead letters: 0:17");

  @TempDir static Path dir;
  private static EmbeddedDefault embedded;

  private final List<String> warnings = new ArrayList<>();
  private final List<String> done = new ArrayList<>();

  @BeforeAll
  static void start() {
    embedded = EmbeddedDefault.start(dir);
  }

  @AfterAll
  static void stop() {
    embedded.close();
  }

  private static AppConfig config(String prefix, Map<String, String> more) {
    Map<String, String> all = new HashMap<>(more);
    all.put("bootstrap.servers", embedded.bootstrapServers());
    all.put("schema.registry.url", embedded.registryUrl());
    all.put("topics.prefix", prefix);
    all.put("pipelines", "patient");
    return ConfigLoader.load(all, Map.of(), Map.of());
  }

  private String work() {
    done.add("it");
    return "1 sent";
  }

  @Test
  void withoutATopicAnActIsDoneWithAWarningUnlessTheAuditIsRequired() throws Exception {
    AppConfig free = config("bare", Map.of());
    new AuditTrail(free, warnings::add).during(ACT, this::work, text -> text);
    assertThat(done).hasSize(1);
    assertThat(warnings).hasSize(2).allMatch(w -> w.contains("bare.audit.v1"));

    AppConfig strict = config("bare", Map.of("audit.required", "true"));
    assertThatThrownBy(
            () -> new AuditTrail(strict, warnings::add).during(ACT, this::work, text -> text))
        .isInstanceOf(AuditException.class)
        .hasMessageContaining("bare.audit.v1")
        .hasMessageContaining("nothing was done");
    assertThat(done).as("acts").hasSize(1);
  }

  @Test
  void bothSidesOfAnActAreKeptAndAFailureTellsItsKindAlone() throws Exception {
    AppConfig config = config("kept", Map.of("audit.required", "true", "audit.actor", "nurse-7"));
    try (Admin admin = Admin.create(ClientSettings.connection(config))) {
      TopicSetup setup = new TopicSetup(config, admin);
      assertThat(setup.createAudit((short) 1)).containsExactly("kept.audit.v1");
      assertThat(setup.createAudit((short) 1)).isEmpty();
    }
    AuditTrail trail = new AuditTrail(config, warnings::add);
    trail.during(ACT, this::work, text -> text);
    assertThatThrownBy(
            () ->
                trail.during(
                    ACT,
                    () -> {
                      throw new IllegalStateException("subject P-1 is not there");
                    },
                    Object::toString))
        .hasMessage("subject P-1 is not there");
    List<AuditEvent> events = events(config);
    assertThat(events)
        .extracting(AuditEvent::getOutcome)
        .containsExactly(
            AuditOutcome.INTENDED, AuditOutcome.DONE, AuditOutcome.INTENDED, AuditOutcome.FAILED);
    assertThat(events).extracting(AuditEvent::getActor).containsOnly("nurse-7");
    assertThat(events.get(1).getAct()).isEqualTo(events.get(0).getAct());
    assertThat(events.get(2).getAct()).isNotEqualTo(events.get(0).getAct());
    assertThat(events.get(1).getDetail()).isEqualTo("1 sent");
    assertThat(events.get(3).getDetail()).isEqualTo("IllegalStateException");
    assertThat(warnings).isEmpty();
  }

  private static List<AuditEvent> events(AppConfig config) {
    List<AuditEvent> events = new ArrayList<>();
    try (RegistryAvro registry = RegistryAvro.connect(config.registry());
        TopicReader reader = new TopicReader(ClientSettings.connection(config))) {
      reader.read(
          config.privacy().audit().topic(),
          new TopicReader.From.Beginning(),
          record -> {
            try {
              events.add(registry.decode(record.value(), AuditEvent.class));
            } catch (WireException e) {
              throw new AssertionError(e);
            }
          });
    }
    return events;
  }
}
