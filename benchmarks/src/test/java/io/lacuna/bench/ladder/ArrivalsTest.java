package io.lacuna.bench.ladder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.lacuna.bench.ladder.arrival.ArrivalFile;
import io.lacuna.bench.ladder.arrival.Observation;
import io.lacuna.bench.ladder.arrival.Schedule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The arrival file is the same for everybody, and what it says it is. */
class ArrivalsTest {
  private static final int MANY = 20_000;

  @Test
  void aSeedGivesTheSameFileAndItReadsBack(@TempDir Path folder) throws IOException {
    List<Observation> made = ArrivalFile.generate(3, 200);
    ArrivalFile.write(folder.resolve("a"), made);
    ArrivalFile.write(folder.resolve("b"), ArrivalFile.generate(3, 200));

    assertThat(folder.resolve("a")).hasSameBinaryContentAs(folder.resolve("b"));
    assertThat(ArrivalFile.read(folder.resolve("a"))).isEqualTo(made);
    assertThat(ArrivalFile.generate(4, 200)).isNotEqualTo(made);
  }

  @Test
  void seventyTwentyTenAndOneObservationPerUnitOfTime() {
    List<Observation> all = ArrivalFile.generate(7, MANY);

    for (int present = 1; present <= 3; present++) {
      int count = present;
      double share =
          all.stream().filter(o -> o.presence().count() == count).count() / (double) MANY;
      assertThat(share).isCloseTo(new double[] {0.1, 0.2, 0.7}[present - 1], within(0.01));
    }
    assertThat(all.get(MANY - 1).at() / MANY).isCloseTo(1, within(0.05));
  }

  @Test
  void delaysAreSkewedAndNeverReachTheBound() {
    List<Integer> delays =
        ArrivalFile.generate(7, MANY).stream()
            .flatMap(o -> o.pieces().values().stream())
            .map(Observation.Piece::delay)
            .sorted()
            .toList();

    double mean = delays.stream().mapToInt(d -> d).average().orElseThrow();
    assertThat(delays.get(delays.size() / 2)).isBetween(55, 65);
    assertThat(mean).as("a log-normal's mean lies above its median").isGreaterThan(75);
    assertThat(delays.get(delays.size() - 1)).isLessThan(ArrivalFile.MOST_DELAY_MS);
  }

  @Test
  void aScheduleSendsByArrivalAndKnowsItsDeadlines() {
    List<Observation> file = ArrivalFile.generate(7, 500);
    Schedule schedule = Schedule.of("s", file, 20, 10, 1, 3_000);

    assertThat(schedule.observations()).hasSizeBetween(150, 250);
    assertThat(schedule.sends())
        .isSortedAccordingTo((a, b) -> Long.compare(a.arrival(), b.arrival()));
    Schedule.Placed first = schedule.observations().get(0);
    long starts = Math.round(1000 * file.get(0).at() / 20);
    assertThat(first.due()).isEqualTo(starts + file.get(0).firstEvent() + 3_000);
    assertThat(first.answerable()).isEqualTo(starts + file.get(0).lastArrival());
    assertThatThrownBy(() -> Schedule.of("s", file, 1000, 10, 1, 3_000))
        .hasMessageContaining("too few");
  }

  @Test
  void aBrokenLineIsNamed(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("broken");
    Files.writeString(file, "number,at,modality,event_ms,delay_ms\n0,0.5,SMELL,1,2\n");
    assertThatThrownBy(() -> ArrivalFile.read(file)).hasMessageContaining("line 2");
    Files.writeString(file, "other\n");
    assertThatThrownBy(() -> ArrivalFile.read(file)).hasMessageContaining("must begin with");
  }
}
