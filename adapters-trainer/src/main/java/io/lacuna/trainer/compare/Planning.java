package io.lacuna.trainer.compare;

import io.lacuna.model.adapter.Adapter;
import io.lacuna.model.base.Base;
import io.lacuna.model.tensor.Torch;
import io.lacuna.trainer.config.TrainingConfig;
import io.lacuna.trainer.data.DataSet;
import io.lacuna.trainer.learn.TrainedAdapter;
import io.lacuna.trainer.loop.Checkpoints;
import io.lacuna.trainer.setup.BaseSource;
import io.lacuna.trainer.setup.Round;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongFunction;

/** Turns options into an experiment. */
final class Planning {
  private final TrainingConfig config;
  private final DataSet set;
  private final WhatOptions what;
  private final BaseSource bases;
  private final SourceOptions from;
  private final String threads;
  private final Map<String, Entry.Plan> plans = new LinkedHashMap<>();

  /**
   * @param threads of the engine, where units are computed
   */
  Planning(
      TrainingConfig config,
      DataSet set,
      WhatOptions what,
      BaseSource bases,
      SourceOptions from,
      String threads) {
    this.config = config;
    this.set = set;
    this.what = what;
    this.bases = bases;
    this.from = from;
    this.threads = threads;
  }

  /**
   * What will be compared.
   *
   * @param note told what {@code all} leaves out
   * @throws IllegalArgumentException if a method that was named cannot be compared here
   */
  Experiment experiment(LongFunction<List<Round>> rounds, Consumer<String> note) {
    List<TrainingTable> tables =
        Experiment.tables(
            what.protocols().stream()
                .flatMap(p -> what.tables().stream().flatMap(t -> p.conditions(set, t).stream())));
    boolean lacking = tables.stream().allMatch(TrainingTable::isLacking);
    List<Method> methods = new ArrayList<>();
    for (Method m : what.methods()) {
      Optional<String> obstacle = m.obstacle(setting(lacking));
      if (obstacle.isEmpty()) {
        plan(m, lacking);
        methods.add(m);
      } else if (what.isAll()) {
        note.accept("method " + m + " is left out: it " + obstacle.get());
      } else {
        throw new IllegalArgumentException("method " + m + " " + obstacle.get());
      }
    }
    Experiment experiment =
        new Experiment(
            set, methods, what.seeds(config.seed()), rounds, tables, this::plan, common());
    if (!what.isAll()) {
      return checked(experiment);
    }
    Map<Method, Method> doubles = experiment.doubles();
    doubles.forEach((m, first) -> note.accept("method " + m + " is left out: it is " + first));
    return checked(experiment.without(doubles.keySet()));
  }

  /** What would only be found after all the training. */
  private Experiment checked(Experiment experiment) {
    what.reference(experiment.methods());
    Set<String> labels = new HashSet<>();
    for (int m = 0; m < experiment.methods().size(); m++) {
      if (!labels.add(experiment.label(m))) {
        throw new IllegalArgumentException("two methods are called " + experiment.label(m));
      }
    }
    return experiment;
  }

  private Setting setting(boolean lacking) {
    return new Setting(config, set, bases.blocks(), lacking, Checkpoints.none());
  }

  private Entry.Plan plan(Method method, boolean lacking) {
    return plans.computeIfAbsent(
        method + " " + lacking,
        k ->
            what.isTrained() && method.toString().equals("adapter")
                ? trained()
                : method.plan(setting(lacking)));
  }

  private Entry.Plan trained() {
    Base base = bases.on(null);
    Adapter adapter =
        Adapter.load(
            from.models(config).resolve(config.adapterFolder()), base.manager(), base.digest());
    TrainedAdapter learner = new TrainedAdapter(adapter);
    return new Entry.Plan(Map.of("adapter", adapter.digest()), learner.name(), learner);
  }

  /** What the answers of every method depend on. */
  private Map<String, String> common() {
    Map<String, String> common = new LinkedHashMap<>();
    common.put("data", set.digest());
    common.put("base", bases.identity());
    common.put("code", CodeDigest.of());
    common.put("libtorch", Torch.version());
    common.put("device", from.device());
    common.put("threads", threads);
    return common;
  }

  TrainingConfig config() {
    return config;
  }

  WhatOptions what() {
    return what;
  }
}
