package io.lacuna.trainer.compare;

import io.lacuna.model.recording.Protocol;
import io.lacuna.trainer.data.DataSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** Which modalities judged subjects show. */
enum ProtocolKind {
  /** Every presence mask in turn, the same for everybody. */
  FIXED("byPresence", "Every presence mask") {
    @Override
    List<Condition> conditions(DataSet set, TrainingTable table) {
      return set.masks().stream()
          .map(m -> new Condition(m.toString(), table, new Protocol.Fixed(m)))
          .toList();
    }
  },
  /** Each modality of each subject missing with one rate, 0 to 0.9; one is always left. */
  RANDOM("byRate", "Random missing rate") {
    @Override
    List<Condition> conditions(DataSet set, TrainingTable table) {
      return IntStream.range(0, 10)
          .mapToObj(i -> i / 10.0)
          .map(rate -> new Condition("" + rate, table, new Protocol.RandomRate(rate)))
          .toList();
    }
  },
  /** MoRA's tables: of 70 % of the subjects one modality is missing, in training and in test. */
  MORA70("byTables", "MoRA's 70 % tables, trained on > tested on") {
    @Override
    List<Condition> conditions(DataSet set, TrainingTable table) {
      List<Condition> cells = new ArrayList<>();
      for (Mora70.Kind train : Mora70.kinds(set.modalities())) {
        for (Mora70.Kind test : Mora70.kinds(set.modalities())) {
          cells.add(
              new Condition(
                  train.name() + " > " + test.name(), TrainingTable.of(train), test.protocol()));
        }
      }
      return cells;
    }
  };

  private final String field;
  private final String title;

  ProtocolKind(String field, String title) {
    this.field = field;
    this.title = title;
  }

  /**
   * What subjects are judged under.
   *
   * @param table that methods are trained on; {@link #MORA70} has its own
   */
  abstract List<Condition> conditions(DataSet set, TrainingTable table);

  /** Of the figures, in JSON. */
  String field() {
    return field;
  }

  String title() {
    return title;
  }

  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * @throws IllegalArgumentException if there is none of this name
   */
  static ProtocolKind of(String word) {
    return Arrays.stream(values())
        .filter(k -> k.word().equals(word))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "protocol '" + word + "' must be fixed, random or mora70"));
  }
}
