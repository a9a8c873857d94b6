package io.lacuna.trainer.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.lacuna.trainer.ChildJvm;
import io.lacuna.trainer.optim.weigh.TaskWeighting;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Long trainings: native memory does not grow with the number of steps. */
class NativeMemoryTest {
  private static final int STEPS = 5_000;

  /** One kB per step; one array of the weights per step would be 16. The heap is of fixed size. */
  private static final long MARGIN_KB = STEPS - SteadyTraining.EVERY;

  @ParameterizedTest
  @EnumSource(names = {"FIXED", "NASH"})
  @Timeout(60)
  void staysFlatOverFiveThousandSteps(TaskWeighting weighting) throws Exception {
    assumeTrue(
        Files.isReadable(SteadyTraining.STATUS),
        "skipped: without " + SteadyTraining.STATUS + " a process cannot tell its resident set");
    Process training =
        ChildJvm.of(48, SteadyTraining.class, Integer.toString(STEPS), weighting.name()).start();
    String said = new String(training.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(training.waitFor()).as(said).isZero();
    List<long[]> seen =
        said.lines()
            .filter(l -> l.matches("\\d+ \\d+ \\d+"))
            .map(l -> Stream.of(l.split(" ")).mapToLong(Long::parseLong).toArray())
            .toList();
    assertThat(seen).as(said).hasSize(STEPS / SteadyTraining.EVERY);
    long[] first = seen.get(0);
    long[] last = seen.get(seen.size() - 1);
    assertThat(last[0]).isEqualTo(STEPS);
    assertThat(Math.abs(last[1] - first[1]))
        .as("kB that the resident set changed by, from %d kB", first[1])
        .isLessThan(MARGIN_KB);
    assertThat(seen).extracting(s -> s[2]).as("arrays on the root manager").containsOnly(first[2]);
  }
}
