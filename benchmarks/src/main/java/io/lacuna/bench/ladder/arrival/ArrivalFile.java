package io.lacuna.bench.ladder.arrival;

import io.lacuna.bench.ladder.arrival.Observation.Piece;
import io.lacuna.schema.Modality;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/**
 * The arrivals that every contender gets: Poisson starts, 70 % complete, 20 % without one modality,
 * 10 % without two, log-normal delays. Text, one sample per line: {@code
 * number,at,modality,event_ms,delay_ms}.
 */
public final class ArrivalFile {
  /** No sample is later than this after its event, so that none is late by any contender's rule. */
  public static final int MOST_DELAY_MS = 1_000;

  /** Events of an observation lie within this, ms. */
  public static final int EVENT_SPREAD_MS = 200;

  private static final double COMPLETE = 0.7;
  private static final double WITHOUT_ONE = 0.2;
  private static final double MEDIAN_DELAY_MS = 60;
  private static final double SIGMA = 0.9;
  private static final String HEADER = "number,at,modality,event_ms,delay_ms";

  private ArrivalFile() {}

  /** The same seed gives the same observations. */
  public static List<Observation> generate(long seed, int observations) {
    Random random = new Random(seed);
    List<Observation> all = new ArrayList<>();
    double at = 0;
    for (int number = 0; number < observations; number++) {
      // open loop: starts know nothing of answers
      at += -Math.log(1 - random.nextDouble());
      all.add(new Observation(number, at, pieces(random)));
    }
    return all;
  }

  private static Map<Modality, Piece> pieces(Random random) {
    double kind = random.nextDouble();
    int absent = kind < COMPLETE ? 0 : kind < COMPLETE + WITHOUT_ONE ? 1 : 2;
    List<Modality> present = new ArrayList<>(List.of(Modality.values()));
    Collections.shuffle(present, random);
    Map<Modality, Piece> pieces = new EnumMap<>(Modality.class);
    for (Modality m : present.subList(absent, present.size())) {
      pieces.put(m, new Piece(random.nextInt(EVENT_SPREAD_MS), delay(random)));
    }
    return pieces;
  }

  private static int delay(Random random) {
    while (true) {
      double delay = MEDIAN_DELAY_MS * Math.exp(SIGMA * random.nextGaussian());
      if (delay < MOST_DELAY_MS) {
        return (int) delay;
      }
    }
  }

  public static void write(Path file, List<Observation> observations) throws IOException {
    try (PrintWriter out = new PrintWriter(Files.newBufferedWriter(file))) {
      out.print(HEADER + "\n");
      for (Observation o : observations) {
        o.pieces()
            .forEach(
                (m, p) ->
                    out.print(
                        String.format(
                            Locale.ROOT,
                            "%d,%s,%s,%d,%d\n",
                            o.number(),
                            o.at(),
                            m,
                            p.event(),
                            p.delay())));
      }
      if (out.checkError()) {
        throw new IOException("cannot write all of " + file);
      }
    }
  }

  /**
   * @throws IOException if it cannot be read or is no arrival file; names the line
   */
  public static List<Observation> read(Path file) throws IOException {
    List<String> lines = Files.readAllLines(file);
    if (lines.isEmpty() || !lines.get(0).equals(HEADER)) {
      throw new IOException(file + " must begin with the line " + HEADER);
    }
    List<Observation> all = new ArrayList<>();
    Map<Modality, Piece> pieces = new EnumMap<>(Modality.class);
    for (int i = 1; i < lines.size(); i++) {
      String[] cells = lines.get(i).split(",");
      String next = i + 1 < lines.size() ? lines.get(i + 1) : "";
      try {
        pieces.put(
            Modality.valueOf(cells[2]),
            new Piece(Integer.parseInt(cells[3]), Integer.parseInt(cells[4])));
        if (!next.startsWith(cells[0] + ",")) {
          int number = Integer.parseInt(cells[0]);
          all.add(new Observation(number, Double.parseDouble(cells[1]), pieces));
          pieces.clear();
        }
      } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
        throw new IOException(file + " line " + (i + 1) + " is no sample: " + lines.get(i), e);
      }
    }
    return all;
  }
}
