package io.lacuna.app.web;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import org.apache.kafka.common.config.ConfigException;

/**
 * Where the page is served and who may see it.
 *
 * @param host address to bind to
 * @param port port to bind to; 0 picks a free one
 * @param token what every caller must show; required unless {@code host} is loopback
 */
public record WebSettings(String host, int port, Optional<String> token) {

  /**
   * @throws ConfigException when the host is unknown, or open to others without a token
   */
  public WebSettings {
    requireClosed("web.host", host, "the token of the live page", token);
  }

  /**
   * Refuses what would be open to others.
   *
   * @param key of the host, for the refusal
   * @param name of the token, for the refusal
   * @throws ConfigException when the host is unknown, or open to others without a token
   */
  public static void requireClosed(String key, String host, String name, Optional<String> token) {
    if (token.map(String::isBlank).orElse(false)) {
      throw new ConfigException(name + " must not be blank");
    }
    if (token.isEmpty() && !isLoopback(key, host)) {
      throw new ConfigException(
          key, host, "a token is required to serve anything but loopback (127.0.0.1)");
    }
  }

  private static boolean isLoopback(String key, String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      throw new ConfigException(key, host, "must be an address or name of this machine");
    }
  }

  @Override
  public String toString() {
    return host + ":" + port + (token.isPresent() ? " token [hidden]" : " no token");
  }
}
