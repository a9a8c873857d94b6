package io.lacuna.trainer.convert;

/**
 * What a computational sequence says of one video: rows and the time that each covers.
 *
 * @param starts in seconds, per row
 * @param ends in seconds, per row
 * @param values (rows, width); empty if the rows are words
 * @param words one a row; empty if the rows are numbers
 */
record Sequence(double[] starts, double[] ends, float[] values, int width, String[] words) {
  int rows() {
    return starts.length;
  }

  /** Whether a row overlaps a span of time. */
  boolean overlaps(int row, double from, double to) {
    boolean instant = starts[row] == ends[row];
    return starts[row] < to && (instant ? starts[row] >= from : ends[row] > from);
  }

  /** The rows of numbers that overlap a span of time. */
  Frames within(double from, double to) {
    float[] kept = new float[values.length];
    int count = 0;
    for (int i = 0; i < rows(); i++) {
      if (overlaps(i, from, to)) {
        System.arraycopy(values, i * width, kept, count * width, width);
        count++;
      }
    }
    return new Frames(kept, width).slice(0, count);
  }

  /** The words that overlap a span of time, without pauses. */
  String spoken(double from, double to) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < rows(); i++) {
      if (overlaps(i, from, to) && !words[i].equals("sp") && !words[i].isBlank()) {
        text.append(text.length() == 0 ? "" : " ").append(words[i].strip());
      }
    }
    return text.toString();
  }
}
