package io.lacuna.app.route;

import io.lacuna.model.modality.PresenceMask;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/**
 * Which adapter serves an observation: by site and presence, the most specific entry first, the
 * pipeline's default last. Immutable.
 */
public final class RoutingTable implements AdapterRouter {

  /**
   * An entry.
   *
   * @param adapter digest of the adapter
   */
  private record Route(RouteKey key, String adapter) {}

  private final List<Route> routes;
  private final Runnable onFallback;

  private RoutingTable(List<Route> routes, Runnable onFallback) {
    this.routes = routes;
    this.onFallback = onFallback;
  }

  /**
   * @param entries {@code site/presence=adapter id}, with {@code *} for any site or presence
   * @param digests adapter id → digest
   * @param fallback digest of the default adapter
   * @throws IllegalArgumentException naming the entry and what is allowed
   */
  public static RoutingTable of(
      List<String> entries, Map<String, String> digests, String fallback) {
    RoutingTable table = new RoutingTable(List.of(new Route(RouteKey.ANY, fallback)), () -> {});
    for (String entry : entries) {
      Route route = parse(entry, digests);
      table = table.with(route.key(), route.adapter());
    }
    return table;
  }

  private static Route parse(String entry, Map<String, String> digests) {
    String[] sides = entry.trim().split("=", 2);
    if (sides.length != 2 || !sides[0].contains("/")) {
      throw new IllegalArgumentException(
          "route '" + entry + "' must read site/presence=adapter, e.g. north/IT-=patient-mora");
    }
    String digest = digests.get(sides[1].trim());
    if (digest == null) {
      throw new IllegalArgumentException(
          "route '" + entry + "' names an adapter that is not loaded; loaded: " + digests.keySet());
    }
    return new Route(RouteKey.parse(sides[0]), digest);
  }

  /** The same table with another adapter for an entry, which is added if it is not there. */
  public RoutingTable with(RouteKey key, String adapter) {
    List<Route> changed = new ArrayList<>(routes);
    changed.removeIf(route -> route.key().equals(key));
    changed.add(new Route(key, adapter));
    changed.sort(
        Comparator.comparingInt((Route route) -> route.key().specificity())
            .reversed()
            .thenComparing(route -> route.key().toString()));
    return new RoutingTable(List.copyOf(changed), onFallback);
  }

  /**
   * The same table, which says when the default route serves though others exist.
   *
   * @param onFallback must be thread-safe
   */
  public RoutingTable countingFallbacks(Runnable onFallback) {
    return new RoutingTable(routes, onFallback);
  }

  /** Digest of the adapter for an observation; site may be null. */
  public String adapterFor(String site, PresenceMask presence) {
    for (Route route : routes) {
      if (route.key().matches(site, presence)) {
        if (route.key().equals(RouteKey.ANY) && routes.size() > 1) {
          onFallback.run();
        }
        return route.adapter();
      }
    }
    throw new IllegalStateException("the default route matches everything");
  }

  /** The same at any time. */
  @Override
  public String adapterFor(String site, PresenceMask presence, long windowStartMs) {
    return adapterFor(site, presence);
  }

  /** Digests of all adapters that it names. */
  public Set<String> adapters() {
    Set<String> all = new TreeSet<>();
    routes.forEach(route -> all.add(route.adapter()));
    return all;
  }

  /**
   * One line per entry, in the order in which they are tried.
   *
   * @param idOf readable id of a digest
   */
  public List<String> describe(UnaryOperator<String> idOf) {
    return routes.stream()
        .map(
            route ->
                String.format(
                    "%-12s → %s %s",
                    route.key(), idOf.apply(route.adapter()), route.adapter().substring(0, 12)))
        .toList();
  }
}
