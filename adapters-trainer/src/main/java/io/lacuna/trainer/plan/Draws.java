package io.lacuna.trainer.plan;

import io.lacuna.model.tensor.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;

/**
 * Random numbers for one purpose, subject and epoch: seeded with the first eight bytes of SHA-256
 * over {@code seed:purpose:subject:epoch}. Nothing is carried from draw to draw across subjects, so
 * a training can go on from any step.
 */
public final class Draws {
  private final SplittableRandom random;

  private Draws(long seed) {
    this.random = new SplittableRandom(seed);
  }

  public static Draws of(long seed, String purpose, String subject, int epoch) {
    String text = seed + ":" + purpose + ":" + subject + ":" + epoch;
    byte[] hash = Sha256.start().digest(text.getBytes(StandardCharsets.UTF_8));
    return new Draws(ByteBuffer.wrap(hash).getLong());
  }

  /** In [0, 1). */
  public double uniform() {
    return random.nextDouble();
  }

  /** In [low, high). */
  public double between(double low, double high) {
    return low + (high - low) * random.nextDouble();
  }

  /** So many numbers in [low, high). */
  public double[] uniform(int count, double low, double high) {
    return DoubleStream.generate(() -> between(low, high)).limit(count).toArray();
  }

  /** In [0, bound). */
  public int below(int bound) {
    return random.nextInt(bound);
  }

  /** Standard normal. */
  public double normal() {
    return Math.sqrt(-2 * Math.log(1 - random.nextDouble()))
        * Math.cos(2 * Math.PI * random.nextDouble());
  }

  /** 0 to n − 1 in random order. */
  public int[] order(int n) {
    int[] order = new int[n];
    for (int i = 0; i < n; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }
}
