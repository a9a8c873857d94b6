package io.lacuna.app.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** The second oracle has something to say, and says it when windows differ. */
class DslJoinTest {

  @Test
  void oneScheduleInSixteenIsOrderly() {
    long orderly =
        LongStream.range(0, 1600).filter(seed -> ScheduleMaker.draw(seed).orderly()).count();
    assertThat(orderly).isBetween(50L, 150L);
  }

  @Test
  void windowsThatTheTopologyDoesNotHaveAreADivergence() {
    Schedule orderly =
        LongStream.range(0, 1000)
            .mapToObj(ScheduleMaker::draw)
            .filter(Schedule::orderly)
            .findFirst()
            .orElseThrow();
    assertThatThrownBy(() -> DslJoin.compare(orderly, List.of(), 0)).isInstanceOf(Diverged.class);
  }
}
