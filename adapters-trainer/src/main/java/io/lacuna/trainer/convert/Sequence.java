package io.lacuna.trainer.convert;

import java.util.stream.IntStream;

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
    int[] rows = IntStream.range(0, rows()).filter(i -> overlaps(i, from, to)).toArray();
    float[] kept = new float[rows.length * width];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(values, rows[i] * width, kept, i * width, width);
    }
    return new Frames(kept, width);
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
