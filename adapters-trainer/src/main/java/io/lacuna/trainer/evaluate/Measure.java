package io.lacuna.trainer.evaluate;

import io.lacuna.model.metric.Calibration;
import io.lacuna.model.metric.MultiLabel;
import io.lacuna.model.metric.Regression;
import io.lacuna.schema.TaskKind;
import java.util.Arrays;
import java.util.List;

/** A score of one task over records; rows are records, columns labels. */
public enum Measure {
  MAP("map", TaskKind.MULTILABEL, true) {
    @Override
    double of(double[][] score, double[][] truth) {
      return MultiLabel.meanAveragePrecision(score, yes(truth));
    }
  },
  AUROC("auroc", TaskKind.MULTILABEL, true) {
    @Override
    double of(double[][] score, double[][] truth) {
      return MultiLabel.meanAuroc(score, yes(truth));
    }
  },
  MACRO_F1("macroF1", TaskKind.MULTILABEL, true) {
    @Override
    double of(double[][] score, double[][] truth) {
      return MultiLabel.macroF1(score, yes(truth), 0.5);
    }
  },
  BRIER("brier", TaskKind.MULTILABEL, false) {
    @Override
    double of(double[][] score, double[][] truth) {
      return Calibration.brier(flat(score), yes(new double[][] {flat(truth)})[0]);
    }
  },
  CORRELATION("corr", TaskKind.REGRESSION, true) {
    @Override
    double of(double[][] score, double[][] truth) {
      return Regression.correlation(flat(score), flat(truth));
    }
  },
  MAE("mae", TaskKind.REGRESSION, false) {
    @Override
    double of(double[][] score, double[][] truth) {
      return Regression.meanAbsoluteError(flat(score), flat(truth));
    }
  },
  ACCURACY_7("acc7", TaskKind.REGRESSION, true) {
    @Override
    double of(double[][] score, double[][] truth) {
      return Regression.accuracy7(flat(score), flat(truth));
    }
  },
  HAS0("has0", TaskKind.REGRESSION, true) {
    @Override
    double of(double[][] score, double[][] truth) {
      return Regression.has0Accuracy(flat(score), flat(truth));
    }
  },
  HAS0_F1("has0F1", TaskKind.REGRESSION, true) {
    @Override
    double of(double[][] score, double[][] truth) {
      return Regression.has0F1(flat(score), flat(truth));
    }
  },
  NON0("non0", TaskKind.REGRESSION, true) {
    @Override
    double of(double[][] score, double[][] truth) {
      return Regression.non0Accuracy(flat(score), flat(truth));
    }
  },
  NON0_F1("non0F1", TaskKind.REGRESSION, true) {
    @Override
    double of(double[][] score, double[][] truth) {
      return Regression.non0F1(flat(score), flat(truth));
    }
  };

  private final String word;
  private final TaskKind kind;
  private final boolean higherIsBetter;

  Measure(String word, TaskKind kind, boolean higherIsBetter) {
    this.word = word;
    this.kind = kind;
    this.higherIsBetter = higherIsBetter;
  }

  /** Value of the measure; NaN where it is not defined. */
  abstract double of(double[][] score, double[][] truth);

  /** The measures of a kind of task, the leading one first. */
  public static List<Measure> of(TaskKind kind) {
    return Arrays.stream(values()).filter(m -> m.kind == kind).toList();
  }

  /** The two measures that a card shows. */
  public static List<Measure> leading(TaskKind kind) {
    return kind == TaskKind.MULTILABEL ? List.of(MAP, MACRO_F1) : List.of(CORRELATION, MAE);
  }

  /** Whether it depends on the order of answers alone or on their common scale. */
  boolean isOfOrder() {
    return this == MAP || this == AUROC || this == CORRELATION;
  }

  /** Whether a card shows it. */
  public boolean isLeading() {
    return leading(kind).contains(this);
  }

  /** Name in JSON and tables. */
  public String word() {
    return word;
  }

  public boolean higherIsBetter() {
    return higherIsBetter;
  }

  private static boolean[][] yes(double[][] truth) {
    boolean[][] yes = new boolean[truth.length][];
    for (int i = 0; i < truth.length; i++) {
      yes[i] = new boolean[truth[i].length];
      for (int c = 0; c < truth[i].length; c++) {
        yes[i][c] = truth[i][c] > 0.5;
      }
    }
    return yes;
  }

  private static double[] flat(double[][] rows) {
    // a bootstrap asks for this a million times: plain loops
    int width = rows.length == 0 ? 0 : rows[0].length;
    double[] flat = new double[rows.length * width];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(rows[i], 0, flat, i * width, width);
    }
    return flat;
  }
}
