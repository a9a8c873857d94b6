package io.lacuna.app.adapters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lacuna.app.route.NotYetRoutableException;
import io.lacuna.app.route.RouteKey;
import io.lacuna.app.route.RouteTimeline;
import io.lacuna.app.route.RoutingTable;
import io.lacuna.model.modality.PresenceMask;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Who waits, and for what. */
class LiveRoutesTest {
  private static final RoutingTable INITIAL = RoutingTable.of(List.of(), Map.of(), "first");
  private static final RouteTimeline CUT =
      RouteTimeline.of(INITIAL, List.of(new RouteTimeline.Change(RouteKey.ANY, "second", 1_000)));

  private final LiveRoutes routes = new LiveRoutes(INITIAL, Set.of("first"));

  private String route(long windowStart) {
    return routes.whileLoaded(() -> routes.adapterFor(null, PresenceMask.ALL, windowStart));
  }

  private void waits(long windowStart, String what) {
    assertThatThrownBy(() -> route(windowStart)).isInstanceOf(NotYetRoutableException.class);
    assertThat(routes.waitingFor()).hasValueSatisfying(w -> assertThat(w).contains(what));
  }

  @Test
  void everyWindowWaitsUntilTheTopicWasReadOnce() {
    waits(0, "not read to its end yet");
    routes.know(CUT, 2_000);
    assertThat(route(0)).isEqualTo("first");
    assertThat(routes.waitingFor()).isEmpty();
  }

  @Test
  void aWindowBeyondWhatIsKnownWaits() {
    routes.know(CUT, 999);
    assertThat(route(999)).isEqualTo("first");
    waits(1_000, "known for windows up to 1970-01-01T00:00:00.999Z");
  }

  @Test
  void aWindowWaitsForItsAdapterAndIsNotScoredWithTheOldOne() {
    routes.know(CUT, 2_000);
    waits(1_000, "adapter second");
    assertThat(routes.wanted()).containsExactly("second");
    routes.loaded("second");
    assertThat(route(1_000)).isEqualTo("second");
    assertThat(routes.wanted()).isEmpty();
  }

  @Test
  void aBoundWindowNeedsItsAdapterAndNoTopic() {
    routes.check(5_000, "first");
    assertThatThrownBy(() -> routes.check(5_000, "second"))
        .isInstanceOf(NotYetRoutableException.class);
    assertThat(routes.wanted()).containsExactly("second");
  }

  @Test
  void remembersTheLatestWindowThatWasRouted() {
    routes.know(CUT, 2_000);
    route(900);
    route(500);
    assertThat(routes.latestBoundMs()).isEqualTo(900);
  }

  @Test
  void theLeastUsedThatNoRouteNamesGoesFirst() {
    List<String> unloaded = new ArrayList<>();
    for (String adapter : List.of("a", "b", "c")) {
      routes.loaded(adapter);
    }
    scoreBound("a");
    assertThat(routes.idle(Set.of("b"))).containsExactly("c", "a");
    routes.free("c", unloaded::add);
    assertThat(unloaded).containsExactly("c");
    assertThat(routes.announcedLoaded()).isEqualTo(2);
    assertThatThrownBy(() -> routes.check(0, "c")).isInstanceOf(NotYetRoutableException.class);
  }

  @Test
  void whatAWaitingBatchAskedForStaysUntilAllOfItIsThere() {
    routes.loaded("a");
    assertThatThrownBy(() -> scoreBound("a", "b")).isInstanceOf(NotYetRoutableException.class);
    assertThat(routes.idle(Set.of())).isEmpty();
    routes.loaded("b");
    scoreBound("a", "b");
    assertThat(routes.idle(Set.of())).containsExactly("a", "b");
  }

  @Test
  void whatABatchMayNeedIsFetchedTogether() {
    routes.know(CUT, 2_000);
    routes.expect(500, null);
    routes.expect(1_500, null);
    routes.expect(0, "bound");
    routes.expect(9_000, null);
    assertThat(routes.wanted()).containsExactlyInAnyOrder("second", "bound");
  }

  private void scoreBound(String... adapters) {
    routes.whileLoaded(
        () -> {
          for (String adapter : adapters) {
            routes.check(0, adapter);
          }
          return null;
        });
  }

  @Test
  void residentAdaptersAreNeverGivenUp() {
    assertThat(routes.idle(Set.of())).isEmpty();
  }
}
