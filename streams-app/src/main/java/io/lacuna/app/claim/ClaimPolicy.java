package io.lacuna.app.claim;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Which claims may be redeemed, and at what cost. By default none.
 *
 * @param maxBytes largest payload behind a claim
 * @param root directory that {@code file:} claims must lie in, or null to refuse all
 * @param timeout for one claim, retries and redirects included
 * @param hosts that {@code http:} and {@code https:} claims may name
 * @param networks not public, that claims may reach all the same
 * @param authorities PEM file of the certificate authorities to trust, or null for Java's own
 * @param s3 where {@code s3:} claims are kept, or null to refuse all
 */
public record ClaimPolicy(
    long maxBytes,
    Path root,
    Duration timeout,
    List<HostRule> hosts,
    List<Network> networks,
    Path authorities,
    S3 s3) {

  /**
   * An S3-compatible store.
   *
   * @param endpoint scheme, host and port; buckets are the first part of the path
   * @param buckets that claims may name
   * @param credentials to sign with, or null to ask without
   */
  public record S3(URI endpoint, String region, List<String> buckets, Credentials credentials) {
    public S3 {
      buckets = List.copyOf(buckets);
    }
  }

  /** A key pair of an S3-compatible store. */
  public record Credentials(String accessKey, String secretKey) {
    @Override
    public String toString() {
      return "(hidden)";
    }
  }

  public ClaimPolicy {
    hosts = List.copyOf(hosts);
    networks = List.copyOf(networks);
  }

  /** Claims to files alone. */
  public static ClaimPolicy files(long maxBytes, Path root) {
    return new ClaimPolicy(
        maxBytes, root, Duration.ofSeconds(10), List.of(), List.of(), null, null);
  }
}
