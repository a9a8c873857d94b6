package io.lacuna.app.window;

import io.lacuna.schema.Modality;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Where the tasks of a pipeline tell what they wait for, while somebody looks. Thread-safe, without
 * locks: a task that nobody asks pays one comparison a tick, and nobody ever makes it wait.
 */
public final class WaitingBoard {
  /** Windows that a task names; the others only count. */
  public static final int MOST = 100;

  private static final long LOOKED_AT_MS = 10_000;
  private static final long EVERY_MS = 1_000;

  /**
   * A modality that a window waits for.
   *
   * @param dueWallMs when the wait is over by the wall clock, UTC ms; the verdict comes then, or
   *     once the modality's partition is read to its end
   * @param dueEventMs when it is over by event time, UTC ms
   * @param announced whether it was announced as delayed
   */
  public record Lacking(Modality modality, long dueWallMs, long dueEventMs, boolean announced) {}

  /**
   * A window before its verdict.
   *
   * @param sinceMs wall clock at which it was opened, UTC ms
   * @param revisions emissions so far, provisional ones
   * @param lacking what it waits for, at least one
   */
  public record Waiting(
      String subject,
      String windowId,
      String site,
      long sinceMs,
      int revisions,
      List<Modality> present,
      List<Lacking> lacking) {

    public Waiting {
      present = List.copyOf(present);
      lacking = List.copyOf(lacking);
    }

    /** When the last of its waits is over by the wall clock, UTC ms. */
    public long verdictAtMs() {
      return lacking.stream().mapToLong(Lacking::dueWallMs).max().orElse(sinceMs);
    }
  }

  /**
   * What one task waits for.
   *
   * @param windows how many windows wait
   * @param lacking how many of them wait for each modality
   * @param nearest the windows whose next wait ends first, at most {@value #MOST}
   */
  public record Report(
      long atMs, int windows, Map<Modality, Integer> lacking, List<Waiting> nearest) {}

  private final Map<Integer, Report> reports = new ConcurrentHashMap<>();
  private volatile long lookedAtMs = Long.MIN_VALUE / 2;

  /** The reports of the tasks that still make them; they start a second after the first call. */
  public Collection<Report> look(long nowMs) {
    lookedAtMs = nowMs;
    reports.values().removeIf(r -> nowMs - r.atMs() > LOOKED_AT_MS);
    return List.copyOf(reports.values());
  }

  /** Whether a task should report: somebody looks, and its last report is a second old. */
  public boolean isWanted(int partition, long nowMs) {
    if (nowMs - lookedAtMs > LOOKED_AT_MS) {
      return false;
    }
    Report last = reports.get(partition);
    return last == null || nowMs - last.atMs() >= EVERY_MS;
  }

  public void report(int partition, Report report) {
    reports.put(partition, report);
  }

  /** Takes a task off that is closed. */
  public void forget(int partition) {
    reports.remove(partition);
  }
}
