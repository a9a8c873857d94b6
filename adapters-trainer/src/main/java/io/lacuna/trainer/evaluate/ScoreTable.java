package io.lacuna.trainer.evaluate;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lacuna.model.metric.Bootstrap;
import io.lacuna.model.metric.Interval;
import io.lacuna.model.modality.PresenceMask;
import io.lacuna.trainer.data.LabelledSubject;
import io.lacuna.trainer.data.TaskTarget;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * Scores of several methods on the same subjects, per presence mask and task, with 95 % intervals,
 * and the paired difference of the first method to the second. Not thread-safe while being filled.
 */
public final class ScoreTable {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** One figure. */
  public record Cell(
      PresenceMask mask, String task, Measure measure, String method, Interval interval) {}

  private final List<LabelledSubject> subjects;
  private final List<TaskTarget> tasks;
  private final Bootstrap records;
  private final List<Cell> cells = new ArrayList<>();
  private final List<Cell> differences = new ArrayList<>();

  /**
   * @param subjects that were scored
   * @param draws bootstrap draws
   */
  public ScoreTable(List<LabelledSubject> subjects, List<TaskTarget> tasks, int draws, long seed) {
    this.subjects = subjects;
    this.tasks = tasks;
    this.records = Bootstrap.ofRecords(subjects.size(), draws, seed);
  }

  /**
   * Adds what the methods say under a mask.
   *
   * @param scores per method, per subject, per task one array; the first two methods are compared
   */
  public void add(PresenceMask mask, LinkedHashMap<String, List<List<float[]>>> scores) {
    for (int t = 0; t < tasks.size(); t++) {
      int task = t;
      Truth truth = Truth.of(tasks.get(t), subjects);
      Map<String, double[][]> rows = new LinkedHashMap<>();
      scores.forEach((method, all) -> rows.put(method, truth.scores(all, task)));
      for (Measure measure : Measure.of(tasks.get(t).spec().kind())) {
        add(mask, truth, measure, rows);
      }
    }
  }

  private void add(PresenceMask mask, Truth truth, Measure measure, Map<String, double[][]> rows) {
    List<String> methods = List.copyOf(rows.keySet());
    List<ToDoubleFunction<int[]>> statistics = new ArrayList<>();
    rows.forEach((m, scored) -> statistics.add(statistic(measure, scored, truth)));
    String task = truth.task().name();
    for (int m = 0; m < methods.size(); m++) {
      Interval interval = records.interval(statistics.get(m));
      cells.add(new Cell(mask, task, measure, methods.get(m), interval));
    }
    if (methods.size() > 1) {
      String pair = methods.get(0) + " - " + methods.get(1);
      Interval difference = records.difference(statistics.get(0), statistics.get(1));
      differences.add(new Cell(mask, task, measure, pair, difference));
    }
  }

  /** The measure on drawn subjects; those without truth for the task are passed over. */
  private ToDoubleFunction<int[]> statistic(Measure measure, double[][] scored, Truth truth) {
    int[] rowOf = new int[subjects.size()];
    Arrays.fill(rowOf, -1);
    for (int i = 0; i < truth.at().length; i++) {
      rowOf[truth.at()[i]] = i;
    }
    return drawn -> {
      int[] rows = Arrays.stream(drawn).map(i -> rowOf[i]).filter(r -> r >= 0).toArray();
      double[][] score = new double[rows.length][];
      double[][] is = new double[rows.length][];
      for (int i = 0; i < rows.length; i++) {
        score[i] = scored[rows[i]];
        is[i] = truth.rows()[rows[i]];
      }
      return measure.of(score, is);
    };
  }

  public List<Cell> cells() {
    return List.copyOf(cells);
  }

  /** Paired differences of the first two methods. */
  public List<Cell> differences() {
    return List.copyOf(differences);
  }

  /** The figure of one cell. */
  public Interval get(PresenceMask mask, String task, Measure measure, String method) {
    return cells.stream()
        .filter(c -> c.mask().equals(mask) && c.task().equals(task))
        .filter(c -> c.measure() == measure && c.method().equals(method))
        .map(Cell::interval)
        .findFirst()
        .orElseThrow();
  }

  /** {@code {"ITA": {"count": n, "findings": {"map": {"mora": {value, low, high}, …}}}, …}}. */
  public ObjectNode toJson() {
    ObjectNode root = JSON.createObjectNode();
    List<Cell> all = new ArrayList<>(cells);
    all.addAll(differences);
    for (Cell c : all) {
      ObjectNode mask = child(root, c.mask().toString());
      mask.put("count", subjects.size());
      ObjectNode figure = child(child(child(mask, c.task()), c.measure().word()), c.method());
      number(figure, "value", c.interval().value());
      number(figure, "low", c.interval().low());
      number(figure, "high", c.interval().high());
    }
    return root;
  }

  private static ObjectNode child(ObjectNode parent, String name) {
    return parent.has(name) ? (ObjectNode) parent.get(name) : parent.putObject(name);
  }

  private static void number(ObjectNode node, String name, double value) {
    if (Double.isNaN(value)) {
      node.putNull(name);
    } else {
      node.put(name, Math.rint(value * 1e4) / 1e4);
    }
  }
}
