package io.lacuna.trainer.compare;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The answers of every method of an experiment.
 *
 * @param judged positions of the judged subjects, rising
 * @param answers by label
 */
record Results(Experiment experiment, int[] judged, LinkedHashMap<String, Answers> answers) {

  /** All tables, and what is said of the run. */
  Report report(Planning planning, String command) {
    WhatOptions what = planning.what();
    int reference = what.reference(experiment.methods());
    String label = experiment.label(reference);
    List<ProtocolFigures> tables = new ArrayList<>();
    for (TrainingTable table : what.tables()) {
      for (ProtocolKind kind : what.protocols()) {
        boolean own = kind == ProtocolKind.MORA70;
        if (!own || table.equals(what.tables().get(0))) {
          tables.add(
              ProtocolFigures.of(
                  kind,
                  table,
                  experiment.set(),
                  judged,
                  answers,
                  label,
                  planning.config().bootstrapDraws()));
        }
      }
    }
    List<Report.MethodLine> methods = new ArrayList<>();
    for (int m = 0; m < experiment.methods().size(); m++) {
      Method method = experiment.methods().get(m);
      Answers own = answers.get(experiment.label(m));
      methods.add(
          new Report.MethodLine(
              experiment.label(m),
              method.toString(),
              method.entry().what(),
              own.trained(),
              own.seconds()));
    }
    Map<String, String> about = new LinkedHashMap<>();
    about.put("data set", experiment.set().name());
    about.putAll(experiment.common());
    about.put("configuration", planning.config().digest());
    about.put("seeds", experiment.seeds().toString());
    return new Report(command, about, methods, tables);
  }
}
