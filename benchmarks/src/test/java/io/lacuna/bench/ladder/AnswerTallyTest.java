package io.lacuna.bench.ladder;

import static org.assertj.core.api.Assertions.assertThat;

import io.lacuna.bench.ladder.arrival.Observation;
import io.lacuna.bench.ladder.arrival.Observation.Piece;
import io.lacuna.bench.ladder.arrival.Schedule;
import io.lacuna.bench.ladder.measure.Answer;
import io.lacuna.bench.ladder.measure.AnswerTally;
import io.lacuna.bench.ladder.measure.Delays;
import io.lacuna.schema.Modality;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Only the arrivals say what is lost, doubled or wrong. */
class AnswerTallyTest {
  private static final int COMPLETE = 7;
  private static final int IMAGE = 1;
  private static final float[] SCORES = {0.5f, 0.25f};

  private final Schedule schedule =
      Schedule.of(
          "t",
          List.of(
              new Observation(
                  0,
                  0,
                  Map.of(
                      Modality.IMAGE, new Piece(0, 10),
                      Modality.TEXT, new Piece(5, 40),
                      Modality.AUDIO, new Piece(9, 1))),
              new Observation(1, 0.1, Map.of(Modality.IMAGE, new Piece(20, 10))),
              new Observation(2, 99, Map.of(Modality.IMAGE, new Piece(0, 0)))),
          1,
          1,
          1,
          1_000);
  private final AnswerTally tally = new AnswerTally(schedule, Map.of(0, SCORES));

  @Test
  void rightAnswersHaveDelaysFromTheirOwnInstants() {
    tally.accept(new Answer("t-0", COMPLETE, SCORES, 5_060));
    tally.accept(new Answer("t-1", IMAGE, SCORES, 6_130));

    assertThat(tally.count()).isEqualTo(new AnswerTally.Count(2, 0, 0, 0));
    assertThat(tally.completeDelays(5_000, 0)).containsExactly(15.0);
    // begins at 100, first event at 120, deadline at 1,120
    assertThat(tally.verdictDelays(5_000)).containsExactly(10.0);
    assertThat(tally.completeDelays(5_000, 46)).as("before the warm-up's end").isEmpty();
  }

  @Test
  void whatNeverComesIsLostAndItsDelayHasNoEnd() {
    assertThat(tally.count().lost()).isEqualTo(2);
    assertThat(tally.completeLeft()).isEqualTo(1);
    assertThat(tally.verdictDelays(5_000)).containsExactly(Double.POSITIVE_INFINITY);
  }

  @Test
  void repetitionsOtherMasksAndOtherScoresAreToldApart() {
    tally.accept(new Answer("t-0", 3, SCORES, 5_050));
    tally.accept(new Answer("t-0", COMPLETE, null, 5_050));
    tally.accept(new Answer("t-0", COMPLETE, new float[] {0.5f, 0.2503f}, 5_050));
    tally.accept(new Answer("t-0", COMPLETE, new float[] {0.5f, 0.25003f}, 5_050));
    tally.accept(new Answer("t-0", COMPLETE, SCORES, 5_051));
    tally.accept(new Answer("closing-0", COMPLETE, SCORES, 5_051));

    assertThat(tally.count()).isEqualTo(new AnswerTally.Count(2, 1, 1, 3));
  }

  @Test
  void percentilesAreOfTheNearestRankAndMayHaveNoEnd() {
    assertThat(Delays.of(List.of(3.0, 1.0, 2.0, 4.0))).isEqualTo(new Delays(4, 4, 2, 4));
    Delays some = Delays.of(List.of(1.0, 2.0, Double.POSITIVE_INFINITY));
    assertThat(some).isEqualTo(new Delays(3, 2, 2, Double.POSITIVE_INFINITY));
    assertThat(Delays.of(List.of()).p99()).isNaN();
  }
}
