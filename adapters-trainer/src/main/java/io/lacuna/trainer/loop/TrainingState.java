package io.lacuna.trainer.loop;

import java.util.Map;
import java.util.TreeMap;

/**
 * Where a stage stands, apart from its arrays.
 *
 * @param step updates done since the stage began
 * @param epoch epochs done
 * @param lossSum sum of the losses of the running epoch
 * @param bestScore best validation score so far
 * @param bestEpoch epoch of that score, from 1; 0 if the start was best
 * @param done whether the stage has ended and its arrays are the best ones
 */
public record TrainingState(
    int step, int epoch, double lossSum, double bestScore, int bestEpoch, boolean done) {

  public TrainingState {
    if (step < 0 || epoch < 0 || bestEpoch < 0 || bestEpoch > epoch) {
      throw new IllegalArgumentException(
          "step %d, epoch %d and best epoch %d must be >= 0, the best epoch not after the last"
              .formatted(step, epoch, bestEpoch));
    }
  }

  /** Before the first update. */
  static TrainingState start(double score) {
    return new TrainingState(0, 0, 0, score, 0, false);
  }

  TrainingState afterStep(float loss) {
    return new TrainingState(step + 1, epoch, lossSum + loss, bestScore, bestEpoch, false);
  }

  /** Whether a score is better than the best; any is better than none. */
  boolean isBetter(double score) {
    return score > bestScore || Double.isNaN(bestScore);
  }

  TrainingState afterEpoch(double score) {
    return isBetter(score)
        ? new TrainingState(step, epoch + 1, 0, score, epoch + 1, false)
        : new TrainingState(step, epoch + 1, 0, bestScore, bestEpoch, false);
  }

  TrainingState ended() {
    return new TrainingState(step, epoch, lossSum, bestScore, bestEpoch, true);
  }

  /** As words; the numbers in hexadecimal, so that no bit is lost. */
  Map<String, String> toWords() {
    return new TreeMap<>(
        Map.of(
            "step", Integer.toString(step),
            "epoch", Integer.toString(epoch),
            "loss_sum", Double.toHexString(lossSum),
            "best_score", Double.toHexString(bestScore),
            "best_epoch", Integer.toString(bestEpoch),
            "done", Boolean.toString(done)));
  }

  /**
   * Reads what {@link #toWords} wrote; other words beside them do not matter.
   *
   * @throws IllegalArgumentException if a word is missing or no number
   */
  static TrainingState of(Map<String, String> words) {
    return new TrainingState(
        Integer.parseInt(word(words, "step")),
        Integer.parseInt(word(words, "epoch")),
        Double.parseDouble(word(words, "loss_sum")),
        Double.parseDouble(word(words, "best_score")),
        Integer.parseInt(word(words, "best_epoch")),
        Boolean.parseBoolean(word(words, "done")));
  }

  private static String word(Map<String, String> words, String name) {
    String word = words.get(name);
    if (word == null) {
      throw new IllegalArgumentException("'" + name + "' is missing");
    }
    return word;
  }
}
