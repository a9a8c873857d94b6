package io.lacuna.model.recording;

import io.lacuna.model.tensor.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Random;

/**
 * Random streams that follow from a seed and names alone, so that one subject's draws do not move
 * when another comes or goes, and two runs differ only in what was asked of them.
 */
public final class SubjectRandom {
  private SubjectRandom() {}

  /**
   * The stream of {@code names}, whose borders count.
   *
   * @param names purpose first, e.g. {@code delay, IMAGE, P-1}
   */
  public static Random of(long seed, String... names) {
    MessageDigest digest = Sha256.start();
    digest.update(ByteBuffer.allocate(Long.BYTES).putLong(seed).flip());
    for (String name : names) {
      byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
      digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).flip());
      digest.update(bytes);
    }
    return new Random(ByteBuffer.wrap(digest.digest()).getLong());
  }
}
