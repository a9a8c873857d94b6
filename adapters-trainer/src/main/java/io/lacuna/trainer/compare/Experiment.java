package io.lacuna.trainer.compare;

import io.lacuna.trainer.data.DataSet;
import io.lacuna.trainer.learn.AdapterLearner;
import io.lacuna.trainer.learn.Learner;
import io.lacuna.trainer.setup.Round;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongFunction;
import java.util.stream.Stream;

/**
 * What is compared: every unit of work follows from it, in every process alike.
 *
 * @param methods without those that cannot be compared here at all
 * @param rounds of a seed; together they judge the same subjects under every seed
 * @param tables that methods are trained on
 * @param planner of a method
 * @param common what all answers depend on: data, base, code, device
 */
record Experiment(
    DataSet set,
    List<Method> methods,
    List<Long> seeds,
    LongFunction<List<Round>> rounds,
    List<TrainingTable> tables,
    Planner planner,
    Map<String, String> common) {

  /** Plans a method for a training table. */
  @FunctionalInterface
  interface Planner {
    Entry.Plan plan(Method method, boolean lacking);
  }

  /** Whether a method can learn from a table; the reason if it cannot. */
  Optional<String> obstacle(int method, TrainingTable table) {
    return table.isLacking() && methods.get(method).entry().needs() == Entry.Needs.COMPLETE
        ? Optional.of("learns from complete subjects, and there are none")
        : Optional.empty();
  }

  String label(int method) {
    return planner.plan(methods.get(method), tables.get(0).isLacking()).label();
  }

  Learner learner(Unit unit) {
    return planner.plan(methods.get(unit.method()), unit.table().isLacking()).learner();
  }

  /** All units: those that share a round follow each other. */
  List<Unit> units() {
    List<Unit> units = new ArrayList<>();
    for (long seed : seeds) {
      List<Round> all = rounds.apply(seed);
      for (TrainingTable table : tables) {
        Map<Integer, Entry.Plan> plans = new LinkedHashMap<>();
        for (int m = 0; m < methods.size(); m++) {
          if (obstacle(m, table).isEmpty()) {
            plans.put(m, planner.plan(methods.get(m), table.isLacking()));
          }
        }
        for (int part = 0; part < all.size(); part++) {
          Round round = all.get(part);
          int number = part;
          plans.forEach((m, plan) -> units.add(unit(m, plan, table, seed, number, round)));
        }
      }
    }
    return units;
  }

  private Unit unit(
      int method, Entry.Plan plan, TrainingTable table, long seed, int part, Round round) {
    String kind = kind(methods.get(method), plan);
    return Unit.of(method, table, seed, part, round, common, kind, plan.settings());
  }

  /** Adapters are trained in one way, whatever they are called. */
  private static String kind(Method method, Entry.Plan plan) {
    return plan.learner() instanceof AdapterLearner ? "adapter" : method.word().name();
  }

  /** A method that is the same as an earlier one, with its name. */
  Map<Method, Method> doubles() {
    Map<String, Method> first = new LinkedHashMap<>();
    Map<Method, Method> doubles = new LinkedHashMap<>();
    Round none = new Round(new int[0], new int[0], new int[0]);
    for (int m = 0; m < methods.size(); m++) {
      Entry.Plan plan = planner.plan(methods.get(m), false);
      String digest = unit(m, plan, TrainingTable.AS_CONFIGURED, 0, 0, none).digest();
      Method earlier = first.putIfAbsent(digest, methods.get(m));
      if (earlier != null) {
        doubles.put(methods.get(m), earlier);
      }
    }
    return doubles;
  }

  Experiment without(Iterable<Method> some) {
    List<Method> left = new ArrayList<>(methods);
    some.forEach(left::remove);
    return new Experiment(set, left, seeds, rounds, tables, planner, common);
  }

  /** Positions of the judged subjects, rising. */
  int[] judged() {
    return rounds.apply(seeds.get(0)).stream()
        .flatMapToInt(r -> Arrays.stream(r.test()))
        .sorted()
        .toArray();
  }

  /** Training tables of protocols, each once. */
  static List<TrainingTable> tables(Stream<Condition> conditions) {
    return List.copyOf(new LinkedHashSet<>(conditions.map(Condition::table).toList()));
  }
}
