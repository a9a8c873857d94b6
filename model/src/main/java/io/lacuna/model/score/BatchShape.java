package io.lacuna.model.score;

/**
 * Which shapes a batch is computed in.
 *
 * @param records of every batch, filled up where there are fewer; 0 to follow the batch
 */
public record BatchShape(int records) {
  /** As large as the batch and its longest record; scores agree within 1e-5 between batches. */
  public static final BatchShape DYNAMIC = new BatchShape(0);

  public BatchShape {
    if (records < 0) {
      throw new IllegalArgumentException("records of a batch shape must not be negative");
    }
  }

  /**
   * Always the same shape: scores are equal to the last bit whatever the batch holds, on one device
   * and number of threads.
   *
   * @param records most in a batch
   */
  public static BatchShape fixed(int records) {
    if (records < 1) {
      throw new IllegalArgumentException("a fixed batch shape needs at least one record");
    }
    return new BatchShape(records);
  }

  public boolean isFixed() {
    return records > 0;
  }
}
