package io.lacuna.trainer.optim;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Gradients of the losses of one step, each by arrays. An array is shared in this step if the
 * gradient of more than one task reaches it, that is, is not all zeros there; any other array is a
 * task's own or common, and takes the plain sum. Products and sums are in double precision.
 */
final class TaskGradients {
  private final List<float[][]> tasks = new ArrayList<>();
  private final List<float[][]> common = new ArrayList<>();

  /**
   * @param gradient one row per array, the same arrays each time
   */
  void addTask(float[][] gradient) {
    tasks.add(gradient);
  }

  void addCommon(float[][] gradient) {
    common.add(gradient);
  }

  /** Dot products of the tasks' gradients over the shared arrays. */
  double[][] products() {
    double[][] products = new double[tasks.size()][tasks.size()];
    for (int a = 0; a < arrays(); a++) {
      if (isShared(a)) {
        for (int i = 0; i < tasks.size(); i++) {
          for (int j = 0; j <= i; j++) {
            products[i][j] += dot(tasks.get(i)[a], tasks.get(j)[a]);
            products[j][i] = products[i][j];
          }
        }
      }
    }
    return products;
  }

  /**
   * What the arrays are updated by.
   *
   * @param weights of the tasks on shared arrays
   */
  float[][] mixed(double[] weights) {
    float[][] mixed = new float[arrays()][];
    double[] plain = new double[tasks.size()];
    Arrays.fill(plain, 1);
    for (int a = 0; a < mixed.length; a++) {
      double[] weight = isShared(a) ? weights : plain;
      double[] sum = new double[(tasks.isEmpty() ? common : tasks).get(0)[a].length];
      for (int t = 0; t < tasks.size(); t++) {
        add(sum, weight[t], tasks.get(t)[a]);
      }
      for (float[][] gradient : common) {
        add(sum, 1, gradient[a]);
      }
      mixed[a] = new float[sum.length];
      for (int i = 0; i < sum.length; i++) {
        mixed[a][i] = (float) sum[i];
      }
    }
    return mixed;
  }

  private int arrays() {
    return (tasks.isEmpty() ? common : tasks).get(0).length;
  }

  private boolean isShared(int array) {
    return tasks.stream().filter(t -> reaches(t[array])).count() > 1;
  }

  private static boolean reaches(float[] gradient) {
    for (float g : gradient) {
      if (g != 0) {
        return true;
      }
    }
    return false;
  }

  private static double dot(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (double) a[i] * b[i];
    }
    return sum;
  }

  private static void add(double[] sum, double weight, float[] gradient) {
    for (int i = 0; i < sum.length; i++) {
      sum[i] += weight * gradient[i];
    }
  }
}
