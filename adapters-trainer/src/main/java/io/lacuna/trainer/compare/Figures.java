package io.lacuna.trainer.compare;

import io.lacuna.model.metric.Drawn;
import io.lacuna.model.metric.Holm;
import io.lacuna.model.metric.Interval;
import io.lacuna.trainer.evaluate.Measure;
import io.lacuna.trainer.evaluate.Run;
import io.lacuna.trainer.evaluate.Statistics;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * One measure of one task under every condition of a protocol.
 *
 * @param task name
 * @param rows one per method, in the order asked for
 * @param steps what a condition gives the reference more than another
 */
public record Figures(String task, Measure measure, List<Row> rows, List<Step> steps) {
  private static final double LEVEL = 0.05;

  /** A method's figures, one per condition; null where it was not trained on the table. */
  public record Row(String method, boolean reference, List<Cell> cells) {}

  /**
   * A figure.
   *
   * @param mean over seeds, with its 95 % interval
   * @param deviation over seeds (n − 1); NaN with one seed
   * @param difference reference − this, paired; null for the reference
   * @param p of "there is no difference"
   * @param holm whether the difference is shown even among all those of these figures
   */
  public record Cell(Interval mean, double deviation, Interval difference, double p, boolean holm) {
    /** Whether there is a difference to the reference that is defined. */
    public boolean isCompared() {
      return difference != null && !Double.isNaN(difference.value());
    }

    private Cell rejected(boolean yes) {
      return new Cell(mean, deviation, difference, p, yes);
    }
  }

  /** The reference's figure under one condition minus that under another. */
  public record Step(String more, String fewer, Interval difference) {}

  /** Two conditions whose difference is a step, by their positions. */
  record Pair(int more, int fewer) {}

  /**
   * Computes them.
   *
   * @param runs per method and condition, one per seed; null where there are none
   */
  static Figures of(
      Statistics statistics,
      int task,
      String name,
      Measure measure,
      List<Condition> conditions,
      LinkedHashMap<String, List<List<Run>>> runs,
      String reference,
      List<Pair> pairs) {
    Map<String, List<Drawn>> drawn = new LinkedHashMap<>();
    runs.forEach(
        (method, all) ->
            drawn.put(
                method,
                mapped(all, r -> statistics.bootstrap().drawn(statistics.mean(task, measure, r)))));
    List<Drawn> leading = drawn.get(reference);
    List<Row> rows = new ArrayList<>();
    runs.forEach(
        (method, all) -> {
          List<Cell> cells = new ArrayList<>();
          for (int c = 0; c < conditions.size(); c++) {
            Drawn own = drawn.get(method).get(c);
            boolean paired = !method.equals(reference) && own != null && leading.get(c) != null;
            Drawn difference = paired ? leading.get(c).minus(own) : null;
            cells.add(
                own == null
                    ? null
                    : new Cell(
                        own.interval(),
                        deviation(statistics, task, measure, all.get(c)),
                        paired ? difference.interval() : null,
                        paired ? difference.p() : 1,
                        false));
          }
          rows.add(new Row(method, method.equals(reference), cells));
        });
    List<Step> steps =
        pairs.stream()
            .filter(p -> leading.get(p.more()) != null)
            .map(
                p ->
                    new Step(
                        conditions.get(p.more()).name(),
                        conditions.get(p.fewer()).name(),
                        leading.get(p.more()).minus(leading.get(p.fewer())).interval()))
            .toList();
    return new Figures(name, measure, corrected(rows), steps);
  }

  private static <A, B> List<B> mapped(List<A> some, Function<A, B> f) {
    List<B> mapped = new ArrayList<>();
    some.forEach(a -> mapped.add(a == null ? null : f.apply(a)));
    return mapped;
  }

  private static double deviation(
      Statistics statistics, int task, Measure measure, List<Run> runs) {
    if (runs.size() < 2) {
      return Double.NaN;
    }
    int[] everyone = IntStream.range(0, runs.get(0).scores().size()).toArray();
    double[] values = new double[runs.size()];
    for (int i = 0; i < values.length; i++) {
      ToDoubleFunction<int[]> statistic = statistics.of(task, measure, runs.get(i));
      values[i] = statistic.applyAsDouble(everyone);
    }
    double mean = IntStream.range(0, values.length).mapToDouble(i -> values[i]).average().orElse(0);
    double squares = 0;
    for (double v : values) {
      squares += (v - mean) * (v - mean);
    }
    return Math.sqrt(squares / (values.length - 1));
  }

  private static List<Row> corrected(List<Row> rows) {
    double[] p =
        rows.stream()
            .flatMap(r -> r.cells().stream())
            .filter(c -> c != null && c.isCompared())
            .mapToDouble(Cell::p)
            .toArray();
    boolean[] rejected = Holm.rejected(p, LEVEL);
    int[] at = {0};
    return rows.stream()
        .map(
            r ->
                new Row(
                    r.method(),
                    r.reference(),
                    mapped(r.cells(), c -> !c.isCompared() ? c : c.rejected(rejected[at[0]++]))))
        .toList();
  }

  /** Number of intervals of differences. */
  public int intervals() {
    return (int)
        rows.stream()
            .flatMap(r -> r.cells().stream())
            .filter(c -> c != null && c.isCompared())
            .count();
  }
}
