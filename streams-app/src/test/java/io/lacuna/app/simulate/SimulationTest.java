package io.lacuna.app.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

/** The window rule against its oracle, and the oracle against faults that are known. */
class SimulationTest {
  private static final int THREADS = 2;

  @BeforeAll
  static void quiet() {
    // planted faults make the topology fail, and say so at ERROR
    ((Logger) LoggerFactory.getLogger("org.apache.kafka.streams")).setLevel(Level.OFF);
  }

  @Test
  void theTopologyDoesWhatTheOracleSays() throws InterruptedException {
    Simulation.Result result = new Simulation(2000, 1, THREADS, null, 1).run();

    assertThat(result.failures()).extracting(Simulation.Failure::report).isEmpty();
    assertThat(result.schedules()).isEqualTo(2000);
    assertThat(result.met())
        .as("all that can happen did")
        .containsKeys("COMPLETE", "EARLY", "DEADLINE", "IDLE", "LATE", "RETENTION", "MERGED")
        .containsKeys("FAILED", "restart with work pending", "late sample", "broken payload")
        .containsKeys("silent merge", "cogroup and suppress");
  }

  @ParameterizedTest
  @EnumSource(Fault.class)
  void everyPlantedFaultIsFound(Fault fault) throws InterruptedException {
    Simulation.Result result = new Simulation(2000, 1, THREADS, fault, 1).run();

    assertThat(result.failures()).isNotEmpty();
  }

  @Test
  void aDivergenceIsShrunkAndTold() throws InterruptedException {
    Simulation.Result result = new Simulation(2000, 1, 1, Fault.FORGET_PENDING, 1).run();

    String report = result.failures().get(0).report();
    List<String> steps = report.lines().filter(line -> line.contains("  wall=")).toList();
    assertThat(steps).hasSizeBetween(1, 8).anyMatch(line -> line.endsWith("restart"));
    assertThat(report).startsWith("seed ").contains("expected", "observed", "policy");
  }

  @Test
  void aSeedGivesOneScheduleAndEverySeedAnother() {
    assertThat(ScheduleMaker.draw(1).fingerprint()).isEqualTo(ScheduleMaker.draw(1).fingerprint());
    long[] fingerprints = new long[500];
    for (int seed = 0; seed < fingerprints.length; seed++) {
      fingerprints[seed] = ScheduleMaker.draw(seed).fingerprint();
    }
    assertThat(fingerprints).doesNotHaveDuplicates();
    assertThat(ScheduleMaker.draw(7).with(List.of()).fingerprint()).isNotEqualTo(fingerprints[7]);
  }
}
