package io.lacuna.app.config;

import static org.apache.kafka.common.config.ConfigDef.Importance.LOW;
import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;
import static org.apache.kafka.common.config.ConfigDef.Type.LIST;
import static org.apache.kafka.common.config.ConfigDef.Type.PASSWORD;
import static org.apache.kafka.common.config.ConfigDef.Type.STRING;

import io.lacuna.app.claim.ClaimPolicy;
import io.lacuna.app.claim.HostRule;
import io.lacuna.app.claim.Network;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.types.Password;

/** Keys that say which claim checks are redeemed. */
final class ClaimKeys {
  private static final String ENDPOINT = "claim.s3.endpoint";
  private static final String ACCESS = "claim.s3.access.key";
  private static final String SECRET = "claim.s3.secret.key";
  private static final String BUCKETS = "claim.s3.buckets";
  private static final String BUCKET = "[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]";

  private ClaimKeys() {}

  static ConfigDef addTo(ConfigDef keys) {
    return keys.define(
            "claim.max.bytes",
            STRING,
            "32MiB",
            KeyTypes.size(0, 1L << 40),
            MEDIUM,
            "Largest payload behind a claim check.")
        .define(
            "claim.timeout",
            STRING,
            "10s",
            KeyTypes.DURATION,
            MEDIUM,
            "Longest time for one claim over HTTP or S3, retries and redirects included.")
        .define(
            "claim.root",
            STRING,
            null,
            MEDIUM,
            "Directory that file: claim checks must lie in; unset refuses them.")
        .define(
            "claim.http.hosts",
            LIST,
            "",
            MEDIUM,
            "Hosts that http: and https: claim checks may name, redirects included: name, *.suffix or address, with :port where it is not 80 or 443; empty refuses them.")
        .define(
            "claim.networks",
            LIST,
            "",
            MEDIUM,
            "Networks that are not public and that claim checks may reach all the same, e.g. 10.20.0.0/16. Without it, hosts at loopback, private, link-local and other such addresses are refused.")
        .define(
            "claim.tls.ca",
            STRING,
            null,
            LOW,
            "PEM file with the certificate authorities to trust for claim checks; unset: those of Java.")
        .define(
            ENDPOINT,
            STRING,
            null,
            ConfigDef.LambdaValidator.with(ClaimKeys::endpoint, () -> "http(s)://host[:port]"),
            MEDIUM,
            "S3-compatible store of s3://bucket/key claim checks, e.g. https://minio.example.org:9000; unset refuses them.")
        .define("claim.s3.region", STRING, "us-east-1", LOW, "Region that requests are signed for.")
        .define(BUCKETS, LIST, "", MEDIUM, "Buckets that s3: claim checks may name.")
        .define(ACCESS, STRING, null, MEDIUM, "Access key of the store; unset asks unsigned.")
        .define(SECRET, PASSWORD, null, MEDIUM, "Secret key that belongs to it.");
  }

  /**
   * @throws ConfigException naming the key, its value and what is allowed
   */
  @SuppressWarnings("unchecked")
  static ClaimPolicy policy(Map<String, Object> app) {
    String root = (String) app.get("claim.root");
    String authorities = (String) app.get("claim.tls.ca");
    if (authorities != null && !Files.isReadable(Path.of(authorities))) {
      throw new ConfigException("claim.tls.ca", authorities, "must be a file that can be read");
    }
    return new ClaimPolicy(
        Sizes.parse((String) app.get("claim.max.bytes")),
        root == null ? null : Path.of(root),
        Durations.parse((String) app.get("claim.timeout")),
        ((List<String>) app.get("claim.http.hosts"))
            .stream().map(text -> parsed("claim.http.hosts", text, HostRule::parse)).toList(),
        ((List<String>) app.get("claim.networks"))
            .stream().map(text -> parsed("claim.networks", text, Network::parse)).toList(),
        authorities == null ? null : Path.of(authorities),
        s3(app));
  }

  @SuppressWarnings("unchecked")
  private static ClaimPolicy.S3 s3(Map<String, Object> app) {
    String endpoint = (String) app.get(ENDPOINT);
    List<String> buckets = (List<String>) app.get(BUCKETS);
    String access = (String) app.get(ACCESS);
    Password secret = (Password) app.get(SECRET);
    if ((access == null) != (secret == null)) {
      throw new ConfigException(ACCESS + " and " + SECRET + " must be set together");
    }
    if (endpoint == null) {
      return null;
    }
    if (buckets.isEmpty() || !buckets.stream().allMatch(b -> b.matches(BUCKET))) {
      throw new ConfigException(BUCKETS, buckets, "must name the buckets that claims may name");
    }
    return new ClaimPolicy.S3(
        URI.create(endpoint),
        (String) app.get("claim.s3.region"),
        buckets,
        access == null ? null : new ClaimPolicy.Credentials(access, secret.value()));
  }

  private static void endpoint(String key, Object value) {
    if (value != null && !isEndpoint((String) value)) {
      throw new ConfigException(
          key,
          Secrets.withoutLogin((String) value),
          "must be http://host:port or https://host:port, without user and path");
    }
  }

  private static boolean isEndpoint(String text) {
    try {
      URI uri = new URI(text);
      return List.of("http", "https").contains(String.valueOf(uri.getScheme()))
          && uri.getHost() != null
          && uri.getRawUserInfo() == null
          && List.of("", "/").contains(uri.getRawPath())
          && uri.getRawQuery() == null;
    } catch (URISyntaxException e) {
      return false;
    }
  }

  private static <T> T parsed(String key, String text, Function<String, T> parser) {
    try {
      return parser.apply(text);
    } catch (IllegalArgumentException e) {
      throw new ConfigException(key + ": " + e.getMessage());
    }
  }
}
