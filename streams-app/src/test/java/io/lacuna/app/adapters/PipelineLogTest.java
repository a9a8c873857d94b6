package io.lacuna.app.adapters;

import static org.assertj.core.api.Assertions.assertThat;

import io.lacuna.app.adapters.PipelineLog.Published;
import io.lacuna.app.route.RouteTimeline;
import io.lacuna.app.route.RoutingTable;
import io.lacuna.model.modality.PresenceMask;
import io.lacuna.schema.CutOver;
import io.lacuna.schema.Objection;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Which cut-overs stand, and who serves from when. Lead 60 s; instants in seconds. */
class PipelineLogTest {
  private static final RoutingTable INITIAL = RoutingTable.of(List.of(), Map.of(), "first");

  private final PipelineLog log = new PipelineLog(Duration.ofSeconds(60), Optional.empty());

  private static CutOver cutOver(String id, String route, String adapter, long from) {
    return new CutOver(id, route, adapter, Instant.ofEpochSecond(from), null, null);
  }

  private String serving(long windowStart) {
    RouteTimeline timeline = log.timeline(INITIAL);
    return timeline.at(windowStart * 1000).adapterFor("north", PresenceMask.ALL);
  }

  private void object(String id, long publishedMs) {
    log.apply(new Objection(id, "FILE_CHANGED", "half a file"), publishedMs);
  }

  @Test
  void aWindowThatStartsAtTheCutOverIsTheFirstOfTheNewAdapter() {
    log.apply(cutOver("a", "*/*", "second", 160), 100_000);
    assertThat(serving(159)).isEqualTo("first");
    assertThat(serving(160)).isEqualTo("second");
  }

  @Test
  void lessThanTheLeadIsTooSoon() {
    log.apply(cutOver("a", "*/*", "second", 160), 100_001);
    assertThat(serving(160)).isEqualTo("first");
    assertThat(log.cutOvers())
        .singleElement()
        .extracting(Published::refusal)
        .asString()
        .startsWith("TOO_SOON")
        .contains("59999");
  }

  @Test
  void ofEqualInstantsTheLaterPublicationHolds() {
    log.apply(cutOver("a", "*/*", "second", 300), 100_000);
    log.apply(cutOver("b", "*/*", "third", 300), 110_000);
    assertThat(serving(300)).isEqualTo("third");
  }

  @Test
  void publishedOutOfOrderTheyHoldInTheOrderOfTheirInstants() {
    log.apply(cutOver("a", "*/*", "third", 400), 100_000);
    log.apply(cutOver("b", "*/*", "second", 300), 110_000);
    assertThat(serving(399)).isEqualTo("second");
    assertThat(serving(400)).isEqualTo("third");
  }

  @Test
  void goingBackIsAnotherCutOver() {
    log.apply(cutOver("a", "*/*", "second", 200), 100_000);
    log.apply(cutOver("b", "*/*", "first", 300), 150_000);
    assertThat(serving(299)).isEqualTo("second");
    assertThat(serving(300)).isEqualTo("first");
  }

  @Test
  void aMoreSpecificRouteKeepsItsAdapter() {
    log.apply(cutOver("a", "north/ITA", "special", 200), 100_000);
    log.apply(cutOver("b", "*/*", "second", 300), 100_000);
    assertThat(serving(300)).isEqualTo("special");
    RoutingTable later = log.timeline(INITIAL).at(300_000);
    assertThat(later.adapterFor("south", PresenceMask.ALL)).isEqualTo("second");
  }

  @Test
  void anObjectionInTheFirstThirdOfTheLeadCounts() {
    log.apply(cutOver("a", "*/*", "second", 200), 100_000);
    object("a", 120_000);
    assertThat(serving(200)).isEqualTo("first");
    assertThat(log.cutOvers().get(0).refusal()).isEqualTo("FILE_CHANGED: half a file");
  }

  @Test
  void aLaterObjectionDoesNotAsWindowsMayBeBoundByThen() {
    log.apply(cutOver("a", "*/*", "second", 200), 100_000);
    object("a", 120_001);
    assertThat(serving(200)).isEqualTo("second");
  }

  @Test
  void noWindowIsRoutedBeforeAllObjectionsToItsCutOverWereRead() {
    log.apply(cutOver("a", "*/*", "second", 160), 100_000);
    Published earliest = log.cutOvers().get(0);
    long lastObjection = log.objectionsUntil(earliest);
    assertThat(log.horizon(lastObjection)).isLessThan(160_000);
    assertThat(log.horizon(lastObjection + 20_000)).isEqualTo(160_000);
  }

  @Test
  void aRouteThatCannotBeReadIsRefused() {
    log.apply(cutOver("a", "north", "second", 200), 100_000);
    assertThat(log.cutOvers().get(0).refusal()).startsWith("ROUTE_INVALID");
  }

  @Test
  void behindAGateACutOverWithoutAnEvaluationIsRefused() throws Exception {
    PromotionGate gate =
        new PromotionGate(KeyPairGenerator.getInstance("Ed25519").generateKeyPair().getPublic());
    PipelineLog guarded = new PipelineLog(Duration.ofSeconds(60), Optional.of(gate));
    guarded.apply(cutOver("a", "*/*", "second", 200), 100_000);
    assertThat(guarded.cutOvers().get(0).refusal()).startsWith("EVALUATION_MISSING");
    assertThat(guarded.timeline(INITIAL).at(200_000).adapters()).containsExactly("first");
  }
}
