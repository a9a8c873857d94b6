package io.lacuna.app.claim;

import io.lacuna.model.modality.PayloadException;
import io.lacuna.model.modality.RejectReason;
import io.lacuna.schema.ClaimCheck;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Redeems claim checks: reads what they point to, within the bounds of a {@link ClaimPolicy}, and
 * compares size and SHA-256. Thread-safe.
 */
public final class Claims implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Claims.class);

  /** Longest array of every Java platform. */
  private static final int MOST_BYTES = Integer.MAX_VALUE - 16;

  private static final Map<String, String> KEYS =
      Map.of(
          "file", "claim.root",
          "http", "claim.http.hosts",
          "https", "claim.http.hosts",
          "s3", "claim.s3.endpoint");

  private final ClaimPolicy policy;
  private final Map<String, ClaimStore> stores = new HashMap<>();
  private final List<Runnable> endings = new ArrayList<>();

  private Claims(ClaimPolicy policy, CheckedResolver.Lookup lookup) {
    this.policy = policy;
    if (policy.root() != null) {
      stores.put("file", new FileClaims(policy.root()));
    }
    if (policy.hosts().isEmpty() && policy.s3() == null) {
      return;
    }
    HttpTransport transport = new HttpTransport(policy, lookup);
    TimeLimit limit = new TimeLimit(policy.timeout());
    // what is under way ends first
    endings.add(limit::close);
    endings.add(transport::close);
    if (!policy.hosts().isEmpty()) {
      ClaimStore http = new HttpClaims(policy.hosts(), transport, limit);
      stores.put("http", http);
      stores.put("https", http);
    }
    if (policy.s3() != null) {
      stores.put("s3", new S3Claims(policy.s3(), transport, limit));
    }
  }

  /**
   * @throws IllegalArgumentException if the certificate authorities cannot be read
   */
  public static Claims open(ClaimPolicy policy) {
    return open(policy, InetAddress::getAllByName);
  }

  /**
   * @param lookup where names are looked up
   */
  static Claims open(ClaimPolicy policy, CheckedResolver.Lookup lookup) {
    return new Claims(policy, lookup);
  }

  /**
   * The payload behind the claim.
   *
   * @throws PayloadException if it is too large, cannot be reached or may not be, or is another
   * @throws InterruptedException if the caller is interrupted while it waits
   */
  public byte[] redeem(ClaimCheck claim) throws PayloadException, InterruptedException {
    if (claim.getSize() < 0 || claim.getSize() > Math.min(policy.maxBytes(), MOST_BYTES)) {
      throw new PayloadException(
          RejectReason.PAYLOAD_TOO_LARGE,
          "claim of " + claim.getSize() + " bytes; claim.max.bytes allows " + policy.maxBytes());
    }
    byte[] content;
    try {
      content = read(claim);
    } catch (PayloadException e) {
      // the reason alone does not tell a setting from a server that is away
      LOG.info("{}: {}", e.reason(), e.getMessage());
      throw e;
    }
    if (!HexFormat.of().formatHex(sha256(content)).equals(claim.getSha256())) {
      throw new PayloadException(
          RejectReason.CLAIM_HASH_MISMATCH, "the payload behind the claim has another SHA-256");
    }
    return content;
  }

  private byte[] read(ClaimCheck claim) throws PayloadException, InterruptedException {
    URI uri;
    try {
      uri = new URI(claim.getUri());
    } catch (URISyntaxException e) {
      throw Unreachable.because("the claim's URI is none");
    }
    String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
    if (!KEYS.containsKey(scheme)) {
      throw Unreachable.because("claims may be file:, http:, https: and s3: only");
    }
    ClaimStore store = stores.get(scheme);
    if (store == null) {
      throw Unreachable.because(
          scheme + ": claims are refused; " + KEYS.get(scheme) + " is not set");
    }
    byte[] content = store.read(uri, claim.getSize());
    if (content.length != claim.getSize()) {
      throw Unreachable.because("the payload behind the claim has another size");
    }
    return content;
  }

  private static byte[] sha256(byte[] content) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(content);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** Ends what is under way. */
  @Override
  public void close() {
    endings.forEach(Runnable::run);
  }
}
