package io.lacuna.bench.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lacuna.bench.WrongResultException;
import io.lacuna.bench.fuzz.Finding.Kind;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The short form of {@code ./lacuna bench fuzz}, and that the fuzzer finds what is planted. */
class FuzzTest {
  private static final long SEED = 20261123;
  private static final long EXECUTIONS = 1000;

  /** Files are written and a model is asked: some ten times as slow as the others. */
  private static final long ADAPTERS = 150;

  static Stream<String> targets() {
    return FuzzTargets.all().keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("targets")
  void everyDamagedInputEndsInAnOutputOrANamedRefusal(String name) throws Exception {
    try (FuzzTarget target = FuzzTargets.all().get(name).call()) {
      assertThat(target.name()).isEqualTo(name);
      long executions = name.equals("adapter") ? ADAPTERS : EXECUTIONS;
      FuzzResult result = new Fuzzer(target, SEED, Fuzzer.MAX_NANOS).run(0, executions, 0);
      assertThat(result.findings()).extracting(Finding::what).isEmpty();
      assertThat(result.executions()).isEqualTo(executions);
      // the seeds were taken, or the run would have thrown
      assertThat(result.outcomes()).isNotEmpty();
    }
  }

  @Test
  void whatIsNoNamedRefusalIsFoundOncePerCauseWithItsFirstInput() throws Exception {
    PlantedTarget target =
        new PlantedTarget(
            input -> {
              if (input.length < 4) {
                throw new IllegalStateException("short, " + input.length);
              }
              return input.length > 20 ? "TOO_LONG" : FuzzTarget.ACCEPTED;
            });
    FuzzResult result = new Fuzzer(target, SEED, Fuzzer.MAX_NANOS).run(0, 2000, 0);
    assertThat(result.findings()).hasSize(1);
    Finding finding = result.findings().get(0);
    assertThat(finding.kind()).isEqualTo(Kind.CRASH);
    assertThat(finding.what()).startsWith("java.lang.IllegalStateException at FuzzTest.java/");
    assertThat(finding.input()).hasSizeLessThan(4);
    assertThat(result.count(finding)).isGreaterThan(1);
    assertThat(result.count(Kind.CRASH)).isEqualTo(result.count(finding));
    assertThat(result.executions()).isEqualTo(2000);

    FuzzResult again = new Fuzzer(target, SEED, Fuzzer.MAX_NANOS).run(finding.number(), 1, 0);
    assertThat(again.findings()).hasSize(1);
    assertThat(again.findings().get(0).input()).isEqualTo(finding.input());
  }

  @Test
  void theSameSeedEndsTheSame() throws Exception {
    PlantedTarget target = new PlantedTarget(input -> "LENGTH_" + input.length);
    assertThat(outcomes(target, 1))
        .isEqualTo(outcomes(target, 1))
        .isNotEqualTo(outcomes(target, 2));
  }

  private static Object outcomes(FuzzTarget target, long seed) throws InterruptedException {
    return new Fuzzer(target, seed, Fuzzer.MAX_NANOS).run(0, 500, 0).outcomes();
  }

  @Test
  void whatDoesNotComeBackIsLeftBehind() throws Exception {
    CountDownLatch over = new CountDownLatch(1);
    PlantedTarget target =
        new PlantedTarget(
            input -> {
              while (input.length < 4 && over.getCount() > 0) {
                Thread.onSpinWait();
              }
              return FuzzTarget.ACCEPTED;
            });
    FuzzResult result = new Fuzzer(target, SEED, 100_000_000).run(0, 2000, 0);
    over.countDown();
    assertThat(result.count(Kind.HANG)).isPositive();
    assertThat(result.findings().get(0).input()).hasSizeLessThan(4);
    assertThat(result.accepted()).isPositive();
  }

  @Test
  void whatAllocatesTooMuchIsFound() throws Exception {
    PlantedTarget target =
        new PlantedTarget(input -> new byte[input.length < 4 ? 1 << 20 : 1].length + "_BYTES");
    FuzzResult result = new Fuzzer(target, SEED, Fuzzer.MAX_NANOS).run(0, 500, 0);
    assertThat(result.count(Kind.MEMORY)).isPositive();
    assertThat(result.mostAllocated()).isGreaterThan(PlantedTarget.BOUND);
  }

  @Test
  void aTargetThatRefusesItsOwnSeedsFindsNothingAndSaysSo() {
    PlantedTarget target = new PlantedTarget(input -> "NEVER");
    target.refusesSeeds();
    assertThatThrownBy(() -> new Fuzzer(target, SEED, Fuzzer.MAX_NANOS).run(0, 1, 0))
        .isInstanceOf(WrongResultException.class)
        .hasMessage("seed 0 of planted is refused: NEVER");
  }
}
