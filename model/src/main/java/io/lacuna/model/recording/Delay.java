package io.lacuna.model.recording;

import io.lacuna.schema.Modality;
import java.util.Map;
import java.util.Random;

/**
 * How long a sample takes from its observation to its arrival. Written {@code fixed(2s)}, {@code
 * exponential(5s)} with the mean, or {@code lognormal(30s,1.2)} with the median and the standard
 * deviation of the natural logarithm. A subject's draw depends on seed, modality and subject only.
 */
public sealed interface Delay {
  /** A year: beyond any delay that is meant, far from the end of the number range. */
  long LONGEST_MS = 366L * 24 * 3_600_000;

  /** A draw, milliseconds, 0 to {@link #LONGEST_MS}. */
  long drawMs(Random random);

  /** The draw of one modality of one subject, milliseconds. */
  default long drawMs(long seed, Modality modality, String subject) {
    return drawMs(SubjectRandom.of(seed, "delay", modality.name(), subject));
  }

  /**
   * Reads one delay.
   *
   * @throws IllegalArgumentException if the text is none; says what is allowed
   */
  static Delay parse(String text) {
    return DelayParser.one(text);
  }

  /**
   * Reads a list like {@code image=lognormal(30s,1.2),text=fixed(2s)}.
   *
   * @throws IllegalArgumentException if an entry is none or a modality is named twice
   */
  static Map<Modality, Delay> parseAll(String text) {
    return DelayParser.all(text);
  }

  /** Always the same. */
  record Fixed(double ms) implements Delay {
    @Override
    public long drawMs(Random random) {
      return bounded(ms);
    }
  }

  /** Many short ones, few long. */
  record Exponential(double meanMs) implements Delay {
    @Override
    public long drawMs(Random random) {
      return bounded(-meanMs * StrictMath.log(1 - random.nextDouble()));
    }
  }

  /** Half are shorter than the median; {@code sigma} says how far they spread. */
  record LogNormal(double medianMs, double sigma) implements Delay {
    @Override
    public long drawMs(Random random) {
      return bounded(medianMs * StrictMath.exp(sigma * random.nextGaussian()));
    }
  }

  private static long bounded(double ms) {
    return Math.round(Math.min(ms, LONGEST_MS));
  }
}
