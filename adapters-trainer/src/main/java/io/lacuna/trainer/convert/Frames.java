package io.lacuna.trainer.convert;

import java.util.Arrays;

/**
 * Feature vectors of one modality of one subject, in order of time.
 *
 * @param values (count, width)
 */
record Frames(float[] values, int width) {
  int count() {
    return values.length / width;
  }

  /** Sets what is not finite to 0, in place, as the loaders of these data sets do. */
  Frames finite(String modality, Tally tally) {
    long changed = 0;
    for (int i = 0; i < values.length; i++) {
      if (!Float.isFinite(values[i])) {
        values[i] = 0;
        changed++;
      }
    }
    tally.add(modality + " values that were not finite, set to 0", changed);
    return this;
  }

  Frames slice(int from, int to) {
    return new Frames(Arrays.copyOfRange(values, from * width, to * width), width);
  }

  /** Without the vectors of zeros before the first and after the last other one. */
  Frames trimmed() {
    int from = 0;
    int to = count();
    while (to > from && zero(to - 1)) {
      to--;
    }
    while (from < to && zero(from)) {
      from++;
    }
    return slice(from, to);
  }

  /** Whether every value from one vector up to another is 0. */
  boolean zero(int from, int to) {
    for (int i = from; i < to; i++) {
      if (!zero(i)) {
        return false;
      }
    }
    return true;
  }

  private boolean zero(int frame) {
    for (int i = frame * width; i < (frame + 1) * width; i++) {
      if (values[i] != 0) {
        return false;
      }
    }
    return true;
  }

  /** One vector: the mean of all. */
  Frames mean() {
    float[] mean = new float[width];
    for (int d = 0; d < width; d++) {
      double sum = 0;
      for (int i = d; i < values.length; i += width) {
        sum += values[i];
      }
      mean[d] = (float) (sum / count());
    }
    return new Frames(mean, width);
  }
}
