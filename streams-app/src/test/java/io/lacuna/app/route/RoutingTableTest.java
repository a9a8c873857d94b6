package io.lacuna.app.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lacuna.model.modality.PresenceMask;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RoutingTableTest {
  private static final Map<String, String> LOADED = Map.of("a", "da", "b", "db", "c", "dc");

  @Test
  void theMostSpecificEntryWins() {
    RoutingTable table =
        RoutingTable.of(List.of("*/IT-=a", "north/*=b", "north/IT-=c"), LOADED, "default");
    assertThat(table.adapterFor("north", PresenceMask.parse("IT-"))).isEqualTo("dc");
    assertThat(table.adapterFor("north", PresenceMask.ALL)).isEqualTo("db");
    assertThat(table.adapterFor("south", PresenceMask.parse("IT-"))).isEqualTo("da");
    assertThat(table.adapterFor(null, PresenceMask.ALL)).isEqualTo("default");
  }

  @Test
  void everyMaskHasARouteWithoutAnyEntry() {
    RoutingTable table = RoutingTable.of(List.of(), LOADED, "default");
    PresenceMask.nonEmpty().forEach(m -> assertThat(table.adapterFor("x", m)).isEqualTo("default"));
  }

  @Test
  void errorsNameTheEntryAndWhatIsAllowed() {
    assertThatThrownBy(() -> RoutingTable.of(List.of("north=a"), LOADED, "d"))
        .hasMessageContaining("north=a")
        .hasMessageContaining("site/presence=adapter");
    assertThatThrownBy(() -> RoutingTable.of(List.of("north/*=z"), LOADED, "d"))
        .hasMessageContaining("not loaded");
    assertThatThrownBy(() -> RoutingTable.of(List.of("north/IX-=a"), LOADED, "d"))
        .hasMessageContaining("IX-");
  }
}
