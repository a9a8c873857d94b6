package io.lacuna.app.route;

import io.lacuna.model.modality.PresenceMask;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * Which adapter serves an observation: by site and presence, the most specific entry first, the
 * pipeline's default last. Immutable.
 */
public final class RoutingTable {
  private static final String ANY = "*";

  /**
   * An entry; null site or presence stands for any.
   *
   * @param adapter digest of the adapter
   */
  record Route(String site, PresenceMask presence, String adapter) {
    int specificity() {
      return (site == null ? 0 : 2) + (presence == null ? 0 : 1);
    }

    boolean matches(String atSite, PresenceMask present) {
      return (site == null || site.equals(atSite))
          && (presence == null || presence.equals(present));
    }
  }

  private final List<Route> routes;

  private RoutingTable(List<Route> routes) {
    this.routes = routes;
  }

  /**
   * @param entries {@code site/presence=adapter id}, with {@code *} for any site or presence
   * @param digests adapter id → digest
   * @param fallback digest of the default adapter
   * @throws IllegalArgumentException naming the entry and what is allowed
   */
  public static RoutingTable of(
      List<String> entries, Map<String, String> digests, String fallback) {
    List<Route> routes = new ArrayList<>();
    for (String entry : entries) {
      routes.add(parse(entry, digests));
    }
    routes.add(new Route(null, null, fallback));
    routes.sort(Comparator.comparingInt(Route::specificity).reversed());
    return new RoutingTable(List.copyOf(routes));
  }

  private static Route parse(String entry, Map<String, String> digests) {
    String[] sides = entry.trim().split("=", 2);
    String[] match = sides[0].split("/", 2);
    if (sides.length != 2 || match.length != 2) {
      throw new IllegalArgumentException(
          "route '" + entry + "' must read site/presence=adapter, e.g. north/IT-=patient-mora");
    }
    String digest = digests.get(sides[1].trim());
    if (digest == null) {
      throw new IllegalArgumentException(
          "route '" + entry + "' names an adapter that is not loaded; loaded: " + digests.keySet());
    }
    String site = match[0].trim();
    String presence = match[1].trim();
    return new Route(
        site.equals(ANY) ? null : site,
        presence.equals(ANY) ? null : PresenceMask.parse(presence),
        digest);
  }

  /** Digest of the adapter for an observation; site may be null. */
  public String adapterFor(String site, PresenceMask presence) {
    for (Route route : routes) {
      if (route.matches(site, presence)) {
        return route.adapter();
      }
    }
    throw new IllegalStateException("the default route matches everything");
  }
}
