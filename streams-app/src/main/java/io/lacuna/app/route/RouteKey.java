package io.lacuna.app.route;

import io.lacuna.model.modality.PresenceMask;

/**
 * What an entry of a routing table is for; null stands for any.
 *
 * @param site site of the observation, or null
 * @param presence what is present, or null
 */
public record RouteKey(String site, PresenceMask presence) {
  /** The default route. */
  public static final RouteKey ANY = new RouteKey(null, null);

  private static final String WILDCARD = "*";

  /**
   * Reads {@code site/presence} with {@code *} for any.
   *
   * @throws IllegalArgumentException naming the text and what is allowed
   */
  public static RouteKey parse(String text) {
    String[] match = text.trim().split("/", 2);
    if (match.length != 2 || match[0].isBlank()) {
      throw new IllegalArgumentException(
          "route '" + text + "' must read site/presence, e.g. north/IT- or */*");
    }
    String site = match[0].trim();
    String presence = match[1].trim();
    return new RouteKey(
        site.equals(WILDCARD) ? null : site,
        presence.equals(WILDCARD) ? null : PresenceMask.parse(presence));
  }

  int specificity() {
    return (site == null ? 0 : 2) + (presence == null ? 0 : 1);
  }

  boolean matches(String atSite, PresenceMask present) {
    return (site == null || site.equals(atSite)) && (presence == null || presence.equals(present));
  }

  @Override
  public String toString() {
    return (site == null ? WILDCARD : site) + "/" + (presence == null ? WILDCARD : presence);
  }
}
