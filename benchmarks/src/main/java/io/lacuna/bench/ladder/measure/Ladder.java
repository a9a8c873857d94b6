package io.lacuna.bench.ladder.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Lets contenders climb, one after the other, each in a process of its own. */
public final class Ladder {
  private static final List<Double> BOUNDS_MS = List.of(250.0, 1000.0);
  private static final Duration LOOP = Duration.ofMinutes(30);
  private static final double MIB = 1 << 20;
  private static final int PER = 10_000;
  private static final int PARTS = 3;

  private final Ground ground;

  public Ladder(Ground ground) {
    this.ground = ground;
  }

  /**
   * One contender's run. A part that fails is reported with its reason, so that the other parts and
   * the other contenders go on.
   *
   * @param run counts from 1
   */
  public Rung climb(Contender contender, int run) throws InterruptedException {
    if (contender.absent().isPresent()) {
      return Rung.absent(contender.title(), contender.absent().get());
    }
    System.err.printf("-- run %d: %s%n", run, contender.title());
    String id = contender.id() + "-" + run;
    List<String> failed = new ArrayList<>();
    Rung rung =
        contender.kind() == Contender.Kind.LOOP
            ? part("loop", () -> loop(contender, id), null, failed)
            : served(contender, id, failed);
    return rung == null ? Rung.absent(contender.title(), failed.get(0)) : rung;
  }

  private Rung served(Contender contender, String id, List<String> failed)
      throws InterruptedException {
    double none = Double.NaN;
    Ascent ascent = new Ascent(ground, contender, id);
    Ascent.Steady steady = part("steady", ascent::steady, null, failed);
    Ascent.Killed killed = part("kill", ascent::killed, null, failed);
    double[] rates =
        part("search", () -> ascent.rates(BOUNDS_MS), new double[] {none, none}, failed);
    if (failed.size() == PARTS) {
      return null;
    }
    return new Rung(
        contender.title(),
        null,
        rates[0],
        rates[1],
        steady == null ? null : steady.complete(),
        steady == null ? null : steady.verdict(),
        steady == null ? none : steady.cpuSeconds(),
        steady == null ? none : steady.peakMib(),
        killed == null ? none : killed.seconds(),
        steady == null ? null : steady.count(),
        killed == null ? null : killed.count(),
        steady == null ? 0 : steady.lateMs(),
        List.copyOf(failed));
  }

  private interface Part<T> {
    T run() throws IOException, InterruptedException;
  }

  /** Whatever a contender does to a part must not end a night's run. */
  private static <T> T part(String name, Part<T> part, T otherwise, List<String> failed)
      throws InterruptedException {
    try {
      return part.run();
    } catch (IOException | RuntimeException e) {
      System.err.println("-- failed: " + name + ": " + e);
      failed.add(name + " failed: " + e.toString().lines().findFirst().orElseThrow());
      return otherwise;
    }
  }

  /** Its lines are {@code rate BATCH PER_SECOND P99_MS}; its own usage stands on the last one. */
  private Rung loop(Contender contender, String id) throws IOException, InterruptedException {
    Ground.Place place = ground.place(contender, id);
    Path settings = place.directory().resolve("settings.json");
    place.told().write(settings);
    List<String> command = new ArrayList<>(contender.command());
    command.add(settings.toString());
    Path log = Files.createFile(place.directory().resolve("log.txt"));
    double at250 = 0;
    double at1000 = 0;
    double cpu = Double.NaN;
    double peak = Double.NaN;
    try (ContenderProcess process = ContenderProcess.start(command, log)) {
      for (String line : process.awaitEnd(LOOP)) {
        String[] words = line.split(" ");
        if (words[0].equals("rate")) {
          double rate = Double.parseDouble(words[2]);
          double p99 = Double.parseDouble(words[3]);
          at250 = p99 <= BOUNDS_MS.get(0) ? Math.max(at250, rate) : at250;
          at1000 = p99 <= BOUNDS_MS.get(1) ? Math.max(at1000, rate) : at1000;
        } else if (words[0].equals("usage")) {
          cpu = Double.parseDouble(words[1]) * PER;
          peak = Double.parseDouble(words[2]) / MIB;
        }
      }
    }
    return Rung.loop(contender.title(), at250, at1000, cpu, peak);
  }
}
