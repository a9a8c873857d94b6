package io.lacuna.bench.ladder.measure;

import io.lacuna.bench.WrongResultException;
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

  private final Ground ground;

  public Ladder(Ground ground) {
    this.ground = ground;
  }

  /**
   * One contender's run. One that fails is reported with its reason, so that the others go on.
   *
   * @param run counts from 1
   */
  public Rung climb(Contender contender, int run) throws IOException, InterruptedException {
    if (contender.absent().isPresent()) {
      return Rung.absent(contender.title(), contender.absent().get());
    }
    System.err.printf("-- run %d: %s%n", run, contender.title());
    String id = contender.id() + "-" + run;
    try {
      return contender.kind() == Contender.Kind.LOOP ? loop(contender, id) : served(contender, id);
    } catch (WrongResultException e) {
      System.err.println("-- failed: " + e.getMessage());
      return Rung.absent(contender.title(), "failed: " + e.getMessage().lines().findFirst().get());
    }
  }

  private Rung served(Contender contender, String id) throws IOException, InterruptedException {
    Ascent ascent = new Ascent(ground, contender, id);
    Ascent.Steady steady = ascent.steady();
    Ascent.Killed killed = ascent.killed();
    double[] rates = ascent.rates(BOUNDS_MS);
    return new Rung(
        contender.title(),
        null,
        rates[0],
        rates[1],
        steady.complete(),
        steady.verdict(),
        steady.cpuSeconds(),
        steady.peakMib(),
        killed.seconds(),
        steady.count(),
        killed.count(),
        steady.lateMs());
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
