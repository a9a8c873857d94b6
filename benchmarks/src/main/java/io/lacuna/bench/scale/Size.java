package io.lacuna.bench.scale;

/**
 * What is varied.
 *
 * @param windows open at any time, over all partitions
 * @param partitions of each topic
 * @param instances processes that share them
 */
record Size(int windows, int partitions, int instances) {
  Size {
    if (windows < 1 || partitions < 1 || instances < 1) {
      throw new IllegalArgumentException("windows, partitions and instances must be at least 1");
    }
  }

  @Override
  public String toString() {
    return String.format(
        "%,d windows, %d partitions, %d instances", windows, partitions, instances);
  }
}
