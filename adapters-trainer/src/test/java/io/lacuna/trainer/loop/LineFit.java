package io.lacuna.trainer.loop;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Map;
import java.util.TreeMap;

/** Fits a line under dropout; fails when it has given so many losses or scores. */
final class LineFit implements Objective {
  static final int RECORDS = 20;

  /** What the power cut of a test throws. */
  static final class CutOff extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  final Map<String, NDArray> weights = new TreeMap<>();
  private final int lossesLeft;
  private final int scoresLeft;

  /** Losses given. */
  int losses;

  private int scores;

  LineFit(NDManager manager, int lossesLeft, int scoresLeft) {
    weights.put("slope", manager.create(new float[] {0.3f, -0.2f, 0.1f}, new Shape(3, 1)));
    weights.put("offset", manager.zeros(new Shape(1)));
    this.lossesLeft = lossesLeft;
    this.scoresLeft = scoresLeft;
  }

  static LineFit whole(NDManager manager) {
    return new LineFit(manager, Integer.MAX_VALUE, Integer.MAX_VALUE);
  }

  @Override
  public int size() {
    return RECORDS;
  }

  private static float[] row(int record) {
    return new float[] {(float) Math.sin(record), (float) Math.cos(record), record * 0.05f};
  }

  private NDArray answers(NDManager m, int[] records) {
    NDArray x = m.create(new Shape(records.length, 3));
    float[] rows = new float[records.length * 3];
    for (int i = 0; i < records.length; i++) {
      System.arraycopy(row(records[i]), 0, rows, 3 * i, 3);
    }
    x.set(rows);
    return x.matMul(weights.get("slope")).add(weights.get("offset")).squeeze(1);
  }

  @Override
  public NDArray loss(NDManager step, int[] records, int epoch) {
    if (losses++ == lossesLeft) {
      throw new CutOff();
    }
    float[] truth = new float[records.length];
    for (int i = 0; i < truth.length; i++) {
      truth[i] = 2 * row(records[i])[0] - row(records[i])[2];
    }
    NDArray keep = step.randomUniform(0, 1, new Shape(truth.length)).gt(0.2f);
    NDArray weight = keep.toType(DataType.FLOAT32, false);
    return answers(step, records).sub(step.create(truth)).square().mul(weight).sum();
  }

  @Override
  public double validate() {
    if (scores++ == scoresLeft) {
      throw new CutOff();
    }
    // best in the middle of the training, so that the best arrays are not the last
    return -Math.abs(weights.get("slope").toFloatArray()[0] - 0.6) / 3;
  }
}
