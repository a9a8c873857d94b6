package io.lacuna.app.topology;

import io.lacuna.schema.AbsenceMarker;
import io.lacuna.schema.ClaimCheck;
import io.lacuna.schema.FeatureTensor;
import io.lacuna.schema.InlineBytes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** SHA-256 of a sample's payload: what makes two samples the same, wherever they stand. */
public final class PayloadDigest {
  private PayloadDigest() {}

  /** 32 bytes; null for an absence marker. */
  public static byte[] of(Object payload) {
    if (payload instanceof AbsenceMarker) {
      return null;
    }
    MessageDigest sha256 = sha256();
    if (payload instanceof InlineBytes inline) {
      sha256.update(inline.getBytes().duplicate());
    } else if (payload instanceof FeatureTensor tensor) {
      for (int length : tensor.getShape()) {
        sha256.update(ByteBuffer.allocate(Integer.BYTES).putInt(length).flip());
      }
      sha256.update(tensor.getValues().duplicate());
    } else {
      // the sender's own digest names the payload; it is checked when the payload is fetched
      sha256.update(((ClaimCheck) payload).getSha256().getBytes(StandardCharsets.UTF_8));
    }
    return sha256.digest();
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
