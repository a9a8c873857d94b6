package io.lacuna.bench.torture.fault;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/**
 * When which fault comes: two lanes beside one another, each a function of the seed. One kills
 * instances, again and again; the other makes one of the other faults after the other.
 */
public final class Schedule {
  /** kill -9 comes 0 to 6 s after the run has recovered, or after the start. */
  private static final int KILL_MS = 6_000;

  private static final int SHOWN = 24;

  /**
   * A kill of an instance.
   *
   * @param waitMs before it
   * @param victim number of the instance, to be taken modulo how many there are
   * @param inRecovery whether the wait begins with the start before, and not when that has
   *     recovered
   */
  public record Kill(int waitMs, int victim, boolean inRecovery) {
    @Override
    public String toString() {
      return String.format(Locale.ROOT, "%.1f%s", waitMs / 1000.0, inRecovery ? "*" : "");
    }
  }

  /**
   * A fault of the other lane.
   *
   * @param waitMs before it, from the end of the one before
   * @param holdMs how long it lasts where it lasts
   * @param target number of the broker or instance, to be taken modulo how many there are
   * @param alone whether no instance is killed meanwhile
   */
  public record Other(FaultKind kind, int waitMs, int holdMs, int target, boolean alone) {
    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "%.0f s later %s for %.1f s%s",
          waitMs / 1000.0,
          kind.word(),
          holdMs / 1000.0,
          alone ? ", alone" : "");
    }
  }

  private final long seed;
  private final List<FaultKind> others;
  private final boolean kills;

  public Schedule(long seed, Set<FaultKind> faults) {
    this.seed = seed;
    this.kills = faults.contains(FaultKind.APP_KILL);
    this.others = faults.stream().filter(f -> f != FaultKind.APP_KILL).sorted().toList();
  }

  public boolean hasKills() {
    return kills;
  }

  public boolean hasOthers() {
    return !others.isEmpty();
  }

  /** The kills, without end. */
  public java.util.stream.Stream<Kill> kills() {
    SplittableRandom random = new SplittableRandom(seed).split();
    return java.util.stream.Stream.generate(
        () ->
            new Kill(random.nextInt(KILL_MS + 1), random.nextInt(1 << 16), random.nextInt(5) == 0));
  }

  /** The other faults, without end: every kind once in each round, in an order that is drawn. */
  public java.util.stream.Stream<Other> others() {
    SplittableRandom random = new SplittableRandom(~seed).split();
    List<FaultKind> round = new ArrayList<>();
    return java.util.stream.Stream.generate(
        () -> {
          if (round.isEmpty()) {
            round.addAll(others);
          }
          return new Other(
              round.remove(random.nextInt(round.size())),
              2_000 + random.nextInt(6_000),
              1_000 + random.nextInt(9_000),
              random.nextInt(1 << 16),
              random.nextBoolean());
        });
  }

  /** The beginning of both lanes, for people. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("seed " + seed + '\n');
    if (kills) {
      text.append("app-kill, so many s after the recovery of the one before (*: after its start): ")
          .append(kills().limit(SHOWN).map(Kill::toString).collect(Collectors.joining(" ")))
          .append(" ...\n");
    }
    if (hasOthers()) {
      others().limit(SHOWN).forEach(o -> text.append(o).append('\n'));
      text.append("...\n");
    }
    return text.toString();
  }
}
