package io.lacuna.model.features;

import java.io.IOException;
import java.util.Arrays;

/** One channel of one FLAC frame (RFC 9639, section 9.2). */
final class FlacSubframe {
  /** Predictor coefficients of the fixed orders, for the sample before, the one before that, … */
  private static final long[][] FIXED = {{}, {1}, {2, -1}, {3, -3, 1}, {4, -6, 4, -1}};

  private final FlacBits in;

  FlacSubframe(FlacBits in) {
    this.in = in;
  }

  /**
   * Reads one.
   *
   * @param bits of a sample, 1 to 33
   * @param samples filled
   * @throws IOException if it is none, or the file ends
   */
  void read(int bits, long[] samples) throws IOException {
    if (in.unsigned(1) != 0) {
      throw new IOException("subframe without its zero bit");
    }
    int type = (int) in.unsigned(6);
    int wasted = in.unsigned(1) == 0 ? 0 : in.zeros() + 1;
    int width = bits - wasted;
    if (width < 1) {
      throw new IOException("samples of " + width + " bits");
    }
    decode(type, width, samples);
    for (int i = 0; wasted > 0 && i < samples.length; i++) {
      samples[i] <<= wasted;
    }
  }

  private void decode(int type, int width, long[] samples) throws IOException {
    if (type == 0) {
      Arrays.fill(samples, in.signed(width));
    } else if (type == 1) {
      warmUp(samples.length, width, samples);
    } else if (type >= 8 && type <= 12) {
      long[] coefficients = FIXED[type - 8];
      warmUp(coefficients.length, width, samples);
      predict(coefficients, 0, samples);
    } else if (type >= 32) {
      linear((type & 31) + 1, width, samples);
    } else {
      throw new IOException("subframe of reserved type " + type);
    }
  }

  private void warmUp(int count, int width, long[] samples) throws IOException {
    if (count > samples.length) {
      throw new IOException("a block of " + samples.length + " samples and order " + count);
    }
    for (int i = 0; i < count; i++) {
      samples[i] = in.signed(width);
    }
  }

  private void linear(int order, int width, long[] samples) throws IOException {
    warmUp(order, width, samples);
    int precision = (int) in.unsigned(4) + 1;
    int shift = (int) in.signed(5);
    if (precision == 16 || shift < 0) {
      throw new IOException("predictor of precision " + precision + " and shift " + shift);
    }
    long[] coefficients = new long[order];
    for (int i = 0; i < order; i++) {
      coefficients[i] = in.signed(precision);
    }
    predict(coefficients, shift, samples);
  }

  /** Reads the residual and adds the prediction from the samples before. */
  private void predict(long[] coefficients, int shift, long[] samples) throws IOException {
    int order = coefficients.length;
    residual(order, samples);
    for (int i = order; i < samples.length; i++) {
      long sum = 0;
      for (int j = 0; j < order; j++) {
        sum += coefficients[j] * samples[i - 1 - j];
      }
      samples[i] += sum >> shift;
    }
  }

  /** Rice-coded, in partitions with a parameter each. */
  private void residual(int order, long[] samples) throws IOException {
    int method = (int) in.unsigned(2);
    if (method > 1) {
      throw new IOException("residual of reserved method " + method);
    }
    int parameterBits = 4 + method;
    int partitionOrder = (int) in.unsigned(4);
    int partition = samples.length >> partitionOrder;
    if (partition << partitionOrder != samples.length || partition < order) {
      throw new IOException("partitions of order " + partitionOrder);
    }
    int i = order; // the first partition is short of what warmed up, maybe empty
    for (int end = partition; end <= samples.length; end += partition) {
      int parameter = (int) in.unsigned(parameterBits);
      boolean plain = parameter == (1 << parameterBits) - 1;
      int width = plain ? (int) in.unsigned(5) : parameter;
      for (; i < end; i++) {
        samples[i] = plain ? in.signed(width) : rice(width);
      }
    }
  }

  private long rice(int parameter) throws IOException {
    long folded = (long) in.zeros() << parameter | in.unsigned(parameter);
    return folded >>> 1 ^ -(folded & 1);
  }
}
