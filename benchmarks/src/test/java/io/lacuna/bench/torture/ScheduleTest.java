package io.lacuna.bench.torture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lacuna.bench.torture.fault.FaultKind;
import io.lacuna.bench.torture.fault.Schedule;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which fault comes when is a function of the seed. */
class ScheduleTest {
  private static final EnumSet<FaultKind> ALL = EnumSet.allOf(FaultKind.class);

  @Test
  void theSameSeedGivesTheSameSchedule() {
    assertThat(new Schedule(5, ALL).toString()).isEqualTo(new Schedule(5, ALL).toString());
    assertThat(new Schedule(5, ALL).toString()).isNotEqualTo(new Schedule(6, ALL).toString());
  }

  @Test
  void everyRoundHoldsEveryOtherFaultOnce() {
    int kinds = ALL.size() - 1;

    List<FaultKind> round =
        new Schedule(5, ALL).others().limit(kinds).map(Schedule.Other::kind).toList();

    assertThat(round).doesNotHaveDuplicates().hasSize(kinds).doesNotContain(FaultKind.APP_KILL);
  }

  @Test
  void killsComeWithinSixSecondsAndSomeOfThemInARecovery() {
    List<Schedule.Kill> kills = new Schedule(5, ALL).kills().limit(1_000).toList();

    assertThat(kills).allMatch(k -> k.waitMs() >= 0 && k.waitMs() <= 6_000);
    assertThat(kills.stream().filter(Schedule.Kill::inRecovery).count()).isBetween(100L, 300L);
  }

  @Test
  void aLaneWithoutFaultsIsNone() {
    Schedule kills = new Schedule(5, EnumSet.of(FaultKind.APP_KILL));

    assertThat(kills.hasKills()).isTrue();
    assertThat(kills.hasOthers()).isFalse();
  }

  @Test
  void anUnknownFaultIsRefusedWithWhatThereIs() {
    assertThatThrownBy(() -> FaultKind.parse("earthquake"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("earthquake")
        .hasMessageContaining("app-kill, app-stop, broker-kill");
  }
}
