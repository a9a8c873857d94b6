package io.lacuna.app.claim;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.lacuna.model.modality.PayloadException;
import io.lacuna.schema.ClaimCheck;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What the tests of claims need: a content, claims to it, policies and names. */
final class Claimed {
  static final byte[] CONTENT = "what was claimed".getBytes(StandardCharsets.UTF_8);
  static final Duration PATIENCE = Duration.ofSeconds(20);

  private Claimed() {}

  /** A claim to {@link #CONTENT}. */
  static ClaimCheck at(String uri) {
    return at(uri, CONTENT);
  }

  static ClaimCheck at(String uri, byte[] content) {
    try {
      byte[] sha256 = MessageDigest.getInstance("SHA-256").digest(content);
      return new ClaimCheck(
          uri, HexFormat.of().formatHex(sha256), (long) content.length, "text/plain");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  static PayloadException refusal(Claims claims, String uri) {
    return refusal(claims, at(uri));
  }

  static PayloadException refusal(Claims claims, ClaimCheck claim) {
    return catchThrowableOfType(PayloadException.class, () -> claims.redeem(claim));
  }

  static ClaimPolicy http(Duration timeout, List<String> hosts, String... networks) {
    return http(timeout, null, hosts, networks);
  }

  static ClaimPolicy http(
      Duration timeout, Path authorities, List<String> hosts, String... networks) {
    return new ClaimPolicy(
        1 << 20,
        null,
        timeout,
        hosts.stream().map(HostRule::parse).toList(),
        Stream.of(networks).map(Network::parse).toList(),
        authorities,
        null);
  }

  /** A name server that knows these names alone; addresses are literals. */
  static CheckedResolver.Lookup names(Map<String, String> addresses) {
    return host -> {
      if (!addresses.containsKey(host)) {
        throw new UnknownHostException(host);
      }
      return literals(addresses.get(host).split(","));
    };
  }

  static InetAddress[] literals(String... texts) throws UnknownHostException {
    InetAddress[] addresses = new InetAddress[texts.length];
    for (int i = 0; i < texts.length; i++) {
      addresses[i] = InetAddress.getByName(texts[i]);
    }
    return addresses;
  }
}
