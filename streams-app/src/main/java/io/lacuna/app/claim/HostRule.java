package io.lacuna.app.claim;

import java.net.URI;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Hosts that claims may name: {@code store.example.org}, {@code *.example.org} (every name below,
 * not itself) or an address, each with {@code :port} where it is not the scheme's own.
 *
 * @param name lower case, without the star
 * @param below whether names below it are meant, and not itself
 * @param port -1 for the scheme's own
 */
public record HostRule(String name, boolean below, int port) {
  private static final String LABEL = "[a-z0-9]([a-z0-9-]*[a-z0-9])?";
  private static final Pattern FORM =
      Pattern.compile(
          "(\\*\\.)?(" + LABEL + "(?:\\." + LABEL + ")*|\\[[0-9a-f:.]+])(?::(\\d{1,5}))?");

  /**
   * @throws IllegalArgumentException if it is no host
   */
  public static HostRule parse(String text) {
    Matcher m = FORM.matcher(text.strip().toLowerCase(Locale.ROOT));
    int port = m.matches() && m.group(5) != null ? Integer.parseInt(m.group(5)) : -1;
    if (!m.matches() || port == 0 || port > 65_535) {
      throw new IllegalArgumentException(
          "'" + text + "' is no host; write name, *.suffix or address, with :port if needed");
    }
    return new HostRule(m.group(2), m.group(1) != null, port);
  }

  /**
   * @param uri http or https, with a host
   */
  boolean allows(URI uri) {
    String host = uri.getHost().toLowerCase(Locale.ROOT);
    int own = uri.getScheme().equals("https") ? 443 : 80;
    boolean named = below ? host.endsWith("." + name) : host.equals(name);
    return named && (uri.getPort() < 0 ? own : uri.getPort()) == (port < 0 ? own : port);
  }
}
