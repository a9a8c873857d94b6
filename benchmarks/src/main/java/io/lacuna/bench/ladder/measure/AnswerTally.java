package io.lacuna.bench.ladder.measure;

import io.lacuna.bench.ladder.arrival.Schedule;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Holds answers against the arrivals, which alone say what must come: one answer per subject, with
 * the modalities that were sent. Thread-safe.
 */
public final class AnswerTally {
  /**
   * Between engines' builds and batch shapes; a mistaken mask or payload moves scores by far more.
   */
  private static final float TOLERANCE = 1e-4f;

  private final Schedule schedule;
  private final Map<Integer, float[]> expected;
  private final Map<String, Integer> numbers = new HashMap<>();
  private final Map<Integer, Answer> right = new HashMap<>();
  private int duplicated;
  private int wrong;
  private int completeLeft;

  /**
   * What is there at an instant.
   *
   * @param lost subjects without an answer that has all of their modalities
   * @param duplicated answers after a subject's first that say the same
   * @param wrong answers with other modalities than the subject's, without scores or with others
   */
  public record Count(int expected, int lost, int duplicated, int wrong) {}

  /**
   * @param expected scores of some observations, by number
   */
  public AnswerTally(Schedule schedule, Map<Integer, float[]> expected) {
    this.schedule = schedule;
    this.expected = expected;
    schedule.observations().keySet().forEach(n -> numbers.put(schedule.subject(n), n));
    completeLeft =
        (int)
            schedule.observations().values().stream()
                .filter(p -> p.observation().isComplete())
                .count();
  }

  /** Takes an answer; those of other schedules are passed over. */
  public synchronized void accept(Answer answer) {
    Integer number = numbers.get(answer.subject());
    if (number == null) {
      return;
    }
    Schedule.Placed placed = schedule.observations().get(number);
    if (answer.presence() != placed.observation().presence().bits()
        || !isExpected(answer.scores(), expected.get(number))) {
      wrong++;
    } else if (right.putIfAbsent(number, answer) != null) {
      duplicated++;
    } else if (placed.observation().isComplete()) {
      completeLeft--;
    }
  }

  private static boolean isExpected(float[] scores, float[] expected) {
    if (scores == null || expected == null) {
      return scores != null;
    }
    for (int i = 0; i < expected.length; i++) {
      if (i >= scores.length || !(Math.abs(scores[i] - expected[i]) <= TOLERANCE)) {
        return false;
      }
    }
    return scores.length == expected.length;
  }

  /** Complete observations without an answer. */
  public synchronized int completeLeft() {
    return completeLeft;
  }

  /** Observations without an answer. */
  public synchronized int left() {
    return numbers.size() - right.size();
  }

  public synchronized Count count() {
    return new Count(numbers.size(), numbers.size() - right.size(), duplicated, wrong);
  }

  /** The first right answers, by number. */
  public synchronized Map<Integer, Answer> answers() {
    return new HashMap<>(right);
  }

  /**
   * Per complete observation from its last sample's arrival to its answer, ms; infinite where none
   * came.
   *
   * @param startMs wall clock at the schedule's start
   * @param from arrivals before are a warm-up and left out, ms after the start
   */
  public synchronized List<Double> completeDelays(long startMs, long from) {
    return delays(startMs, true, p -> p.answerable(), from);
  }

  /** The same for incomplete ones, from their deadlines. */
  public synchronized List<Double> verdictDelays(long startMs) {
    return delays(startMs, false, p -> p.due(), 0);
  }

  private interface Instant {
    long of(Schedule.Placed placed);
  }

  private List<Double> delays(long startMs, boolean complete, Instant since, long from) {
    List<Double> delays = new ArrayList<>();
    schedule
        .observations()
        .forEach(
            (number, placed) -> {
              boolean counts = placed.observation().isComplete() == complete;
              if (counts && placed.answerable() >= from) {
                Answer answer = right.get(number);
                delays.add(
                    answer == null
                        ? Double.POSITIVE_INFINITY
                        : (double) answer.atMs() - startMs - since.of(placed));
              }
            });
    return delays;
  }
}
