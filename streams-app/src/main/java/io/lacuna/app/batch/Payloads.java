package io.lacuna.app.batch;

import io.lacuna.app.claim.Claims;
import io.lacuna.app.config.AppConfig.PayloadLimits;
import io.lacuna.app.privacy.PayloadOpener;
import io.lacuna.model.modality.Payload;
import io.lacuna.model.modality.PayloadException;
import io.lacuna.model.modality.RejectReason;
import io.lacuna.schema.ClaimCheck;
import io.lacuna.schema.FeatureTensor;
import io.lacuna.schema.InlineBytes;
import io.lacuna.schema.Sample;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.kafka.common.errors.InterruptException;

/** Turns a sample's payload into what feature extraction takes, within bounds. Thread-safe. */
public final class Payloads implements AutoCloseable {
  private final Claims claims;
  private final PayloadOpener opener;

  /** Refuses payloads that are sealed. */
  public Payloads(PayloadLimits limits) {
    this(limits, PayloadOpener.WITHOUT_KEYS);
  }

  /**
   * @param opener makes sealed payloads readable
   */
  public Payloads(PayloadLimits limits, PayloadOpener opener) {
    this.claims = Claims.open(limits.claims());
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
    try {
      return claims.redeem(claim);
    } catch (InterruptedException e) {
      // the clients' own word for it: nobody is to blame, and the call may be made again
      throw new InterruptException(e);
    }
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }

  /** Ends what is being read. */
  @Override
  public void close() {
    claims.close();
  }
}
