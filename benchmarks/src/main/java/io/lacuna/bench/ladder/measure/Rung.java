package io.lacuna.bench.ladder.measure;

import java.util.List;

/**
 * What a run found of a contender. NaN where there is nothing to say; infinite where something
 * never came.
 *
 * @param absent why it did not run; null if it did
 * @param at250 highest observations per second with p99 ≤ 250 ms
 * @param at1000 the same with p99 ≤ 1 s
 * @param complete from the last needed sample to the answer, at the steady rate
 * @param verdict from the deadline to the answer of incomplete ones, until the silence ends
 * @param cpuSeconds per 10,000 observations at the steady rate
 * @param peakMib most memory resident at once
 * @param recoverySeconds from kill -9 to the first answer to what came afterwards
 * @param steady the tally of the steady part, after event time was moved on
 * @param killed the tally of the part with the kill
 * @param lateMs by how much the load was behind its schedule at the worst
 * @param failed parts that failed, with their reasons
 */
public record Rung(
    String contender,
    String absent,
    double at250,
    double at1000,
    Delays complete,
    Delays verdict,
    double cpuSeconds,
    double peakMib,
    double recoverySeconds,
    AnswerTally.Count steady,
    AnswerTally.Count killed,
    long lateMs,
    List<String> failed) {

  /** A contender that could not run. */
  static Rung absent(String contender, String why) {
    double none = Double.NaN;
    return new Rung(
        contender, why, none, none, null, null, none, none, none, null, null, 0, List.of());
  }

  /** The model alone: no answers that could be late or lost. */
  static Rung loop(
      String contender, double at250, double at1000, double cpuSeconds, double peakMib) {
    return new Rung(
        contender,
        null,
        at250,
        at1000,
        null,
        null,
        cpuSeconds,
        peakMib,
        Double.NaN,
        null,
        null,
        0,
        List.of());
  }
}
