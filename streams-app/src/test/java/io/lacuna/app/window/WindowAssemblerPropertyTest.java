package io.lacuna.app.window;

import static org.assertj.core.api.Assertions.assertThat;

import io.lacuna.schema.AbsenceReason;
import io.lacuna.schema.Modality;
import io.lacuna.schema.state.ModalityLedger;
import io.lacuna.wire.TrustedRecords;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random feeds with disorder, duplicates, markers, ticks and restarts: whatever comes, every record
 * stays accounted for and every window has revisions without gaps and one final, the last.
 */
class WindowAssemblerPropertyTest {
  private static final int STEPS = 400;

  @BeforeAll
  static void trustGeneratedClasses() {
    TrustedRecords.install();
  }

  static LongStream seeds() {
    return LongStream.range(0, 150);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void everyRecordIsAccountedForAndEveryWindowEndsOnce(long seed) {
    Run run = new Run(seed);
    for (int step = 0; step < STEPS; step++) {
      run.step();
      run.assertBalanced();
    }
    run.silence();

    run.assertBalanced();
    assertThat(run.ledger.state().getOpened())
        .as("seed %d: opened = finished after a long silence", seed)
        .isEqualTo(run.ledger.state().getFinished() + run.ledger.state().getAbsorbed());
    assertThat(run.finals).hasSize((int) (long) run.ledger.state().getFinished());
    assertThat(run.states.isEmpty()).as("seed %d: nothing is kept for ever", seed).isTrue();
  }

  /** One random schedule and what was seen of it. */
  private static final class Run {
    private final SplittableRandom random;
    private final long seed;
    private final WindowPolicy policy;
    private final Memory states = new Memory();
    private final Ledger ledger = new Ledger(Ledger.empty());
    private final Map<String, Integer> revisions = new HashMap<>();
    private final Map<String, Integer> finals = new HashMap<>();
    private final long[] offsets = new long[Modality.values().length];
    private WindowAssembler assembler;
    private long wall = 1_000_000;
    private long head = 1_000_000;

    Run(long seed) {
      this.seed = seed;
      this.random = new SplittableRandom(seed);
      this.policy =
          new WindowPolicy(
              WindowPolicy.Kind.values()[random.nextInt(4)],
              Duration.ofMillis(100),
              Duration.ofMillis(20),
              Duration.ofMillis(random.nextInt(2) * 300),
              new Expectation(
                  EnumSet.allOf(Modality.class), Map.of("short", EnumSet.of(Modality.TEXT))),
              random.nextBoolean() ? Map.of(Modality.AUDIO, Duration.ofMillis(30)) : Map.of(),
              Map.of(Modality.TEXT, choice(), Modality.IMAGE, choice()),
              emit(),
              Duration.ofMillis(random.nextInt(2) * 200),
              64);
      this.assembler = new WindowAssembler(policy, states);
    }

    private SampleChoice choice() {
      return SampleChoice.parse(List.of("first", "last", "best", "all(3)").get(random.nextInt(4)));
    }

    private EmitMode emit() {
      return List.of(
              EmitMode.ON_COMPLETE, EmitMode.early(Duration.ofMillis(10)), EmitMode.FINAL_ONLY)
          .get(random.nextInt(3));
    }

    void step() {
      int dice = random.nextInt(100);
      wall += random.nextInt(10);
      if (dice < 80) {
        arrive();
      } else if (dice < 95) {
        tick(random.nextInt(3) > 0);
      } else {
        assembler = new WindowAssembler(policy, states);
      }
    }

    private void arrive() {
      head += random.nextInt(8);
      Modality m = Modality.values()[random.nextInt(3)];
      long eventTime = head - random.nextInt(random.nextInt(20) == 0 ? 600 : 60);
      String subject = "s" + random.nextInt(6);
      boolean marker = random.nextInt(8) == 0;
      AbsenceReason[] reasons = AbsenceReason.values();
      Arrival a =
          new Arrival(
              subject,
              m,
              0,
              offsets[m.ordinal()]++,
              eventTime,
              subject + "-" + eventTime / 100,
              null,
              random.nextInt(20) == 0 ? "short" : null,
              random.nextBoolean() ? null : random.nextInt(5) / 4f,
              marker ? null : new byte[] {(byte) random.nextInt(4)},
              marker ? reasons[random.nextInt(reasons.length)] : null);
      ledger.read(m, a.offset());
      check(assembler.onArrival(a, wall, ledger));
    }

    private void tick(boolean readToEnd) {
      long[] at = new long[3];
      Arrays.fill(at, readToEnd ? wall : -1);
      if (random.nextInt(4) == 0) {
        at[random.nextInt(3)] = -1;
      }
      check(assembler.onTick(at, ledger));
    }

    void silence() {
      for (int tick = 0; tick < 2; tick++) {
        wall += 10_000;
        check(assembler.onTick(new long[] {wall, wall, wall}, ledger));
      }
    }

    private void check(Iterable<Decision> decisions) {
      for (Decision d : decisions) {
        if (d instanceof Decision.Emit e) {
          String key = e.subject() + "/" + e.window().getWindowId();
          assertThat(finals)
              .as("seed %d: nothing after the final of %s", seed, key)
              .doesNotContainKey(key);
          assertThat(e.revision())
              .as("seed %d: revision of %s", seed, key)
              .isEqualTo(revisions.getOrDefault(key, -1) + 1);
          revisions.put(key, e.revision());
          if (e.isFinal()) {
            finals.merge(key, 1, Integer::sum);
          }
        }
      }
    }

    void assertBalanced() {
      for (ModalityLedger l : ledger.state().getModalities()) {
        assertThat(Ledger.balance(l)).as("seed %d: %s", seed, l).isZero();
      }
    }
  }
}
