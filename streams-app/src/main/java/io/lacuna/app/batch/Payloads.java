package io.lacuna.app.batch;

import io.lacuna.app.config.AppConfig.PayloadLimits;
import io.lacuna.app.privacy.PayloadOpener;
import io.lacuna.model.modality.Payload;
import io.lacuna.model.modality.PayloadException;
import io.lacuna.model.modality.RejectReason;
import io.lacuna.schema.ClaimCheck;
import io.lacuna.schema.FeatureTensor;
import io.lacuna.schema.InlineBytes;
import io.lacuna.schema.Sample;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Turns a sample's payload into what feature extraction takes, within bounds. Thread-safe. */
public final class Payloads {
  private final PayloadLimits limits;
  private final PayloadOpener opener;

  /** Refuses payloads that are sealed. */
  public Payloads(PayloadLimits limits) {
    this(limits, PayloadOpener.WITHOUT_KEYS);
  }

  /**
   * @param opener makes sealed payloads readable
   */
  public Payloads(PayloadLimits limits, PayloadOpener opener) {
    this.limits = limits;
    this.opener = opener;
  }

  /**
   * @throws PayloadException if the payload breaks a bound, or a claim cannot be redeemed, or what
   *     is sealed cannot be opened
   * @throws org.apache.kafka.common.KafkaException if no key can be had now; worth a retry
   */
  public Payload of(Sample sample) throws PayloadException {
    Object payload = opener.open(sample);
    if (payload instanceof InlineBytes inline) {
      return new Payload.Encoded(inline.getMediaType(), bytes(inline.getBytes()));
    }
    if (payload instanceof FeatureTensor tensor) {
      return tensor(tensor);
    }
    if (payload instanceof ClaimCheck claim) {
      String mediaType = claim.getMediaType();
      return new Payload.Encoded(mediaType, opener.openContent(sample, mediaType, redeem(claim)));
    }
    throw new IllegalArgumentException("an absence marker has no payload to score");
  }

  private static Payload tensor(FeatureTensor tensor) throws PayloadException {
    int[] shape = tensor.getShape().stream().mapToInt(Integer::intValue).toArray();
    long elements = 1;
    for (int d : shape) {
      if (d < 0 || elements > Integer.MAX_VALUE) {
        throw new PayloadException(
            RejectReason.WRONG_SHAPE, "tensor dimensions must be at least 0 and fit memory");
      }
      elements *= d;
    }
    ByteBuffer values = tensor.getValues().duplicate().order(ByteOrder.LITTLE_ENDIAN);
    if (elements * Float.BYTES != values.remaining()) {
      throw new PayloadException(
          RejectReason.WRONG_SHAPE,
          "tensor of "
              + elements
              + " elements has "
              + values.remaining()
              + " bytes, 4 each are needed");
    }
    float[] floats = new float[(int) elements];
    values.asFloatBuffer().get(floats);
    return new Payload.Tensor(shape, floats);
  }

  private byte[] redeem(ClaimCheck claim) throws PayloadException {
    if (claim.getSize() < 0 || claim.getSize() > limits.maxClaim()) {
      throw new PayloadException(
          RejectReason.PAYLOAD_TOO_LARGE,
          "claim of " + claim.getSize() + " bytes; claim.max.bytes allows " + limits.maxClaim());
    }
    byte[] content = read(claim);
    if (!HexFormat.of().formatHex(sha256(content)).equals(claim.getSha256())) {
      throw new PayloadException(
          RejectReason.CLAIM_HASH_MISMATCH, "the payload behind the claim has another SHA-256");
    }
    return content;
  }

  private byte[] read(ClaimCheck claim) throws PayloadException {
    try {
      URI uri = URI.create(claim.getUri());
      if (!"file".equals(uri.getScheme()) || limits.claimRoot() == null) {
        throw unreachable("only file: claims below claim.root are allowed");
      }
      Path root = limits.claimRoot().toRealPath();
      Path file = Path.of(uri).toRealPath();
      if (!file.startsWith(root)) {
        throw unreachable("the claim lies outside claim.root");
      }
      if (Files.size(file) != claim.getSize()) {
        throw unreachable("the payload behind the claim has another size");
      }
      return Files.readAllBytes(file);
    } catch (IOException | IllegalArgumentException e) {
      throw unreachable("the claim cannot be read: " + e.getClass().getSimpleName());
    }
  }

  private static PayloadException unreachable(String why) {
    return new PayloadException(RejectReason.CLAIM_UNREACHABLE, why);
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }

  private static byte[] sha256(byte[] content) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(content);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
