package io.lacuna.app;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.config.SaslConfigs;
import org.apache.kafka.common.config.internals.BrokerSecurityConfigs;

/**
 * Lets the Kafka clients ask the token endpoints that the configuration names. Kafka allows none
 * but those of a system property, because elsewhere strangers write the settings of clients; here
 * the operator writes both.
 */
final class OAuthEndpoints {
  private OAuthEndpoints() {}

  /** Adds to what is allowed already. */
  static synchronized void allow(Map<String, String> kafka) {
    String property = BrokerSecurityConfigs.ALLOWED_SASL_OAUTHBEARER_URLS_CONFIG;
    Set<String> allowed =
        Arrays.stream(System.getProperty(property, "").split(","))
            .map(String::strip)
            .filter(url -> !url.isEmpty())
            .collect(Collectors.toCollection(LinkedHashSet::new));
    Stream.of(
            SaslConfigs.SASL_OAUTHBEARER_TOKEN_ENDPOINT_URL,
            SaslConfigs.SASL_OAUTHBEARER_JWKS_ENDPOINT_URL)
        .map(kafka::get)
        .filter(url -> url != null && !url.isBlank())
        .forEach(url -> allowed.add(url.strip()));
    if (!allowed.isEmpty()) {
      System.setProperty(property, String.join(",", allowed));
    }
  }
}
