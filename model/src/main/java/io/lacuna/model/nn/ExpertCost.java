package io.lacuna.model.nn;

import java.util.List;
import java.util.stream.IntStream;

/**
 * What the experts of stacked mixture blocks cost, low-rank and unfactored. Unfactored means the
 * same two convolutions without the bottleneck, d → d and d → d. Only experts are counted, shared
 * and own; gates, norms and projections are the same in both forms.
 *
 * @param experts shared experts of a block
 * @param parameters of all blocks, low-rank
 * @param unfactoredParameters of all blocks, without the bottleneck
 * @param multiplyAdds per frame of one modality through its blocks, low-rank
 * @param unfactoredMultiplyAdds the same without the bottleneck
 */
public record ExpertCost(
    int experts,
    long parameters,
    long unfactoredParameters,
    long multiplyAdds,
    long unfactoredMultiplyAdds) {

  /**
   * Costs by number of shared experts, from 1 on. Every task runs all shared experts on its own
   * features, and one expert of its own.
   *
   * @param width d
   * @param rank r
   * @param kernel of the first convolution
   * @param most shared experts
   */
  public static List<ExpertCost> of(
      int width, int rank, int kernel, int blocks, int modalities, int tasks, int most) {
    long d = width;
    long first = d * rank * kernel;
    long second = rank * d;
    long one = first + rank + second + d;
    long full = d * d * kernel + d + d * d + d;
    long fullMacs = d * d * kernel + d * d;
    return IntStream.rangeClosed(1, most)
        .mapToObj(
            n -> {
              long count = (long) modalities * blocks * (n + tasks);
              long runs = (long) blocks * tasks * (n + 1);
              return new ExpertCost(
                  n, count * one, count * full, runs * (first + second), runs * fullMacs);
            })
        .toList();
  }
}
