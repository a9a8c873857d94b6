package io.lacuna.app.route;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Routing tables by the window start from which each is in force. Immutable. */
public final class RouteTimeline {

  /**
   * A route gets another adapter.
   *
   * @param adapter digest of the adapter
   * @param fromMs first window start that is routed so, UTC ms
   */
  public record Change(RouteKey key, String adapter, long fromMs) {}

  private final TreeMap<Long, RoutingTable> tables;

  private RouteTimeline(TreeMap<Long, RoutingTable> tables) {
    this.tables = tables;
  }

  /**
   * @param initial table before any change
   * @param published changes in the order of their publication; of two changes of one route from
   *     one instant the later one holds
   */
  public static RouteTimeline of(RoutingTable initial, List<Change> published) {
    TreeMap<Long, RoutingTable> tables = new TreeMap<>();
    tables.put(Long.MIN_VALUE, initial);
    List<Change> byTime = new ArrayList<>(published);
    byTime.sort(Comparator.comparingLong(Change::fromMs));
    for (Change change : byTime) {
      RoutingTable before = tables.lastEntry().getValue();
      tables.put(change.fromMs(), before.with(change.key(), change.adapter()));
    }
    return new RouteTimeline(tables);
  }

  /** The table in force for a window that starts at {@code windowStartMs}, UTC ms. */
  public RoutingTable at(long windowStartMs) {
    return tables.floorEntry(windowStartMs).getValue();
  }

  /** Digests that a window which starts at or after {@code windowStartMs} can be routed to. */
  public Set<String> adaptersFrom(long windowStartMs) {
    Set<String> named = new TreeSet<>(at(windowStartMs).adapters());
    tables.tailMap(windowStartMs).values().forEach(table -> named.addAll(table.adapters()));
    return named;
  }
}
