package io.lacuna.app.adapters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lacuna.app.metrics.PipelineMetrics;
import io.lacuna.app.route.RoutingTable;
import io.lacuna.model.modality.PresenceMask;
import io.lacuna.model.score.AdapterHost;
import io.lacuna.schema.AdapterEvent;
import io.lacuna.schema.Announcement;
import io.lacuna.schema.CutOver;
import io.lacuna.schema.Objection;
import io.lacuna.wire.RegistryAvro;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a service objects to before it loads anything. Lead 60 s; instants in seconds. */
class PipelineAdaptersTest {
  private static final String TOPIC = "lacuna.adapters";
  private static final RoutingTable INITIAL = RoutingTable.of(List.of(), Map.of(), "first");

  /** What is refused is refused before its files are looked at. */
  private static final AdapterHost NOT_ASKED =
      new AdapterHost() {
        @Override
        public void load(Path folder, String digest) {
          throw new AssertionError(digest + " was to be loaded");
        }

        @Override
        public void unload(String digest) {
          throw new AssertionError(digest + " was to be unloaded");
        }
      };

  @TempDir Path dir;
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final PipelineLog log = new PipelineLog(Duration.ofSeconds(60), Optional.empty());
  private final LiveRoutes routes = new LiveRoutes(INITIAL, Set.of("first"));
  private final MockProducer<String, byte[]> producer =
      new MockProducer<>(true, null, new StringSerializer(), new ByteArraySerializer());
  private RegistryAvro registry;
  private RegistryTopic topic;
  private PipelineAdapters adapters;

  @BeforeEach
  void open() {
    registry = RegistryAvro.connect(Map.of("schema.registry.url", "mock://pipeline-adapters"));
    topic = new RegistryTopic(TOPIC, registry, producer);
    adapters =
        new PipelineAdapters(
            "patient",
            log,
            INITIAL,
            routes,
            NOT_ASKED,
            new AdapterStore(dir.resolve("copies"), dir),
            Duration.ofHours(1),
            4,
            new PipelineMetrics(meters, "patient"));
  }

  @AfterEach
  void close() {
    registry.close();
  }

  @Test
  void anAdapterThatNobodyAnnouncedIsObjectedTo() {
    publish(cutOver("a", "*/*", "second", 200), 100);
    assertThat(objections(101))
        .singleElement()
        .satisfies(
            o -> {
              assertThat(o.getCutOver()).isEqualTo("a");
              assertThat(o.getReason()).isEqualTo(CutOverReason.NOT_ANNOUNCED.name());
              assertThat(o.getDetail()).contains("second");
            });
    assertThat(refused(CutOverReason.NOT_ANNOUNCED)).isEqualTo(1);
  }

  @Test
  void aRouteBesideTheSitesOrMasksOfTheAnnouncementIsObjectedTo() {
    announce("second", List.of("north"), List.of());
    announce("third", List.of(), List.of("IT-"));
    publish(cutOver("site", "south/*", "second", 200), 100);
    publish(cutOver("any site", "*/*", "second", 200), 100);
    publish(cutOver("mask", "*/-TA", "third", 200), 100);
    publish(cutOver("any mask", "*/*", "third", 200), 100);
    assertThat(objections(101))
        .extracting(Objection::getReason)
        .hasSize(4)
        .containsOnly(CutOverReason.NOT_MEANT_FOR.name());
  }

  @Test
  void aWindowThatIsBoundAlreadyIsNotCutOver() {
    know(300);
    routes.whileLoaded(() -> routes.adapterFor(null, PresenceMask.ALL, 250_000));
    publish(cutOver("at", "*/*", "first", 250), 180);
    publish(cutOver("after", "*/*", "first", 251), 180);
    assertThat(objections(181))
        .singleElement()
        .satisfies(
            o -> {
              assertThat(o.getCutOver()).isEqualTo("at");
              assertThat(o.getReason()).isEqualTo(CutOverReason.BEFORE_BOUND.name());
            });
  }

  @Test
  void anObjectionThatCouldNotBeWrittenIsWrittenLaterAndOnce() {
    publish(cutOver("a", "*/*", "second", 200), 100);
    producer.sendException = new KafkaException("the broker is away");
    assertThatThrownBy(() -> objections(101)).hasMessageContaining("the broker is away");
    assertThat(refused(CutOverReason.NOT_ANNOUNCED)).as("said only when it is said").isZero();

    producer.sendException = null;
    assertThat(objections(102)).hasSize(1);
    assertThat(objections(103)).as("once").hasSize(1);
    assertThat(refused(CutOverReason.NOT_ANNOUNCED)).isEqualTo(1);
  }

  @Test
  void afterItsTimeNobodyObjects() {
    publish(cutOver("a", "*/*", "second", 200), 100);
    assertThat(objections(121)).isEmpty();
  }

  private static CutOver cutOver(String id, String route, String adapter, long from) {
    return new CutOver(id, route, adapter, Instant.ofEpochSecond(from), null, null);
  }

  private void announce(String digest, List<String> sites, List<String> masks) {
    log.apply(new Announcement(digest, digest, "nowhere", List.of(), sites, masks), 50_000);
  }

  private void publish(CutOver cutOver, long at) {
    log.apply(cutOver, at * 1000);
  }

  private void know(long at) {
    adapters.know(at * 1000);
  }

  /** All objections in the topic after a turn of the registry's thread. */
  private List<Objection> objections(long now) {
    know(now);
    adapters.catchUp(now * 1000, topic);
    Deserializer<AdapterEvent> decoder = registry.deserializer(AdapterEvent.class);
    return producer.history().stream()
        .map(r -> (Objection) decoder.deserialize(TOPIC, r.value()).getEvent())
        .toList();
  }

  private double refused(CutOverReason reason) {
    return meters.find("lacuna.adapters.refused").counters().stream()
        .filter(c -> c.getId().getTag("reason").equals(reason.name().toLowerCase(Locale.ROOT)))
        .mapToDouble(Counter::count)
        .sum();
  }
}
