package io.lacuna.trainer.optim;

import ai.djl.ndarray.NDArray;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The losses of a batch and whose they are.
 *
 * @param terms scalars of one forward pass, in the order in which they are summed
 * @param known tasks whose truth some record of the batch has; what other tasks' terms say is zero
 */
public record TaskLosses(List<Term> terms, List<String> known) {

  /**
   * A part of the loss.
   *
   * @param task empty for what is no task's own, such as the balance of gates
   */
  public record Term(Optional<String> task, NDArray loss) {
    public static Term of(String task, NDArray loss) {
      return new Term(Optional.of(task), loss);
    }

    public static Term common(NDArray loss) {
      return new Term(Optional.empty(), loss);
    }
  }

  /** A loss that is not told apart by tasks. */
  public static TaskLosses common(NDArray loss) {
    return new TaskLosses(List.of(Term.common(loss)), List.of());
  }

  /** The sum of all terms. */
  public NDArray sum() {
    return sum(term -> true).orElseThrow();
  }

  /** The sum of the terms of a task that is known. */
  public NDArray of(String task) {
    return sum(term -> term.task.equals(Optional.of(task))).orElseThrow();
  }

  /** The sum of the terms that are no task's own, if there are any. */
  public Optional<NDArray> common() {
    return sum(term -> term.task.isEmpty());
  }

  private Optional<NDArray> sum(Predicate<Term> taken) {
    return terms.stream().filter(taken).map(Term::loss).reduce(NDArray::add);
  }
}
