package io.lacuna.app.evaluate;

import io.lacuna.model.metric.Calibration;
import io.lacuna.model.metric.Interval;
import io.lacuna.model.metric.MultiLabel;
import io.lacuna.model.metric.Regression;
import io.lacuna.schema.TaskKind;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A score of the answers to a task, or of the service as a whole. */
enum Metric {
  AUROC("auroc", "AUROC", Family.LABELS, true) {
    @Override
    double of(Sheet s, int[] rows) {
      return MultiLabel.meanAuroc(s.score(rows), s.applies(rows));
    }
  },
  AVERAGE_PRECISION("ap", "average precision", Family.LABELS, true) {
    @Override
    double of(Sheet s, int[] rows) {
      return MultiLabel.meanAveragePrecision(s.score(rows), s.applies(rows));
    }
  },
  MACRO_F1("macro_f1", "macro F1", Family.LABELS, true) {
    @Override
    double of(Sheet s, int[] rows) {
      return MultiLabel.macroF1(s.score(rows), s.applies(rows), s.threshold());
    }
  },
  MICRO_F1("micro_f1", "micro F1", Family.LABELS, true) {
    @Override
    double of(Sheet s, int[] rows) {
      return MultiLabel.microF1(s.score(rows), s.applies(rows), s.threshold());
    }
  },
  SAMPLES_F1("samples_f1", "samples F1", Family.LABELS, true) {
    @Override
    double of(Sheet s, int[] rows) {
      return MultiLabel.samplesF1(s.score(rows), s.applies(rows), s.threshold());
    }
  },
  BALANCED_ACCURACY("balanced_accuracy", "balanced accuracy", Family.LABELS, true) {
    @Override
    double of(Sheet s, int[] rows) {
      return MultiLabel.meanOfDefined(
          MultiLabel.balancedAccuracyPerClass(s.score(rows), s.applies(rows), s.threshold()));
    }
  },
  ECE("ece", "ECE of labels", Family.LABELS, false) {
    @Override
    double of(Sheet s, int[] rows) {
      Stated all = Stated.ofLabels(s, rows);
      return Calibration.expectedError(all.probability(), all.came(), Stated.BINS);
    }
  },
  BRIER("brier", "Brier score", Family.LABELS, false) {
    @Override
    double of(Sheet s, int[] rows) {
      Stated all = Stated.ofLabels(s, rows);
      return Calibration.brier(all.probability(), all.came());
    }
  },
  CONFIDENCE_ECE("confidence_ece", "ECE of confidence", Family.LABELS, false) {
    @Override
    double of(Sheet s, int[] rows) {
      Stated all = Stated.ofConfidence(s, rows);
      return Calibration.expectedError(all.probability(), all.came(), Stated.BINS);
    }
  },
  MAE("mae", "mean absolute error", Family.VALUE, false) {
    @Override
    double of(Sheet s, int[] rows) {
      return Regression.meanAbsoluteError(s.value(rows), s.target(rows));
    }
  },
  CORRELATION("corr", "correlation", Family.VALUE, true) {
    @Override
    double of(Sheet s, int[] rows) {
      return Regression.correlation(s.value(rows), s.target(rows));
    }
  },
  HAS0_ACCURACY("has0_acc", "accuracy Has0", Family.VALUE, true) {
    @Override
    double of(Sheet s, int[] rows) {
      return Regression.has0Accuracy(s.value(rows), s.target(rows));
    }
  },
  HAS0_F1("has0_f1", "F1 Has0", Family.VALUE, true) {
    @Override
    double of(Sheet s, int[] rows) {
      return Regression.has0F1(s.value(rows), s.target(rows));
    }
  },
  NON0_ACCURACY("non0_acc", "accuracy Non0", Family.VALUE, true) {
    @Override
    double of(Sheet s, int[] rows) {
      return Regression.non0Accuracy(s.value(rows), s.target(rows));
    }
  },
  NON0_F1("non0_f1", "F1 Non0", Family.VALUE, true) {
    @Override
    double of(Sheet s, int[] rows) {
      return Regression.non0F1(s.value(rows), s.target(rows));
    }
  },
  ACCURACY_7("acc7", "accuracy of 7 classes", Family.VALUE, true) {
    @Override
    double of(Sheet s, int[] rows) {
      return Regression.accuracy7(s.value(rows), s.target(rows));
    }
  },
  ACCURACY_5("acc5", "accuracy of 5 classes", Family.VALUE, true) {
    @Override
    double of(Sheet s, int[] rows) {
      return Regression.accuracy5(s.value(rows), s.target(rows));
    }
  },
  COVERAGE("coverage", "answered", Family.SERVICE, true) {
    @Override
    double of(Sheet s, int[] rows) {
      return share(rows, s.scored());
    }
  },
  DECIDED("decided", "not withheld", Family.SERVICE, true) {
    @Override
    double of(Sheet s, int[] rows) {
      return Arrays.stream(rows)
          .mapToDouble(i -> s.backed()[i] && !(s.confidence()[i] < s.abstainBelow()) ? 1 : 0)
          .average()
          .orElse(Double.NaN);
    }
  },
  WAIT_P50("wait_p50", "median wait, s", Family.SERVICE, false) {
    @Override
    double of(Sheet s, int[] rows) {
      return percentile(s.waitSeconds(), rows, 0.50);
    }
  },
  WAIT_P95("wait_p95", "95th percentile of wait, s", Family.SERVICE, false) {
    @Override
    double of(Sheet s, int[] rows) {
      return percentile(s.waitSeconds(), rows, 0.95);
    }
  },
  CONFIDENCE_RISES(
      "confidence_rises", "confidence rose with less evidence", Family.SERVICE, false) {
    @Override
    double of(Sheet s, int[] rows) {
      return Arrays.stream(rows)
          .mapToDouble(i -> s.rises()[i])
          .filter(v -> !Double.isNaN(v))
          .average()
          .orElse(Double.NaN);
    }
  };

  /** What a metric needs. */
  enum Family {
    /** A multi-label task. */
    LABELS,
    /** A regression task. */
    VALUE,
    /** No task: whether and when there was an answer. */
    SERVICE
  }

  private final String word;
  private final String title;
  private final Family family;
  private final boolean higherIsBetter;

  Metric(String word, String title, Family family, boolean higherIsBetter) {
    this.word = word;
    this.title = title;
    this.family = family;
    this.higherIsBetter = higherIsBetter;
  }

  /**
   * Its value on some rows of a sheet, which may come several times; NaN where it is not defined.
   */
  abstract double of(Sheet sheet, int[] rows);

  /** The metrics of a task; those of the service if there is none. */
  static List<Metric> of(Task task) {
    Family wanted =
        task == null
            ? Family.SERVICE
            : task.kind() == TaskKind.MULTILABEL ? Family.LABELS : Family.VALUE;
    return Arrays.stream(values()).filter(m -> m.family == wanted).toList();
  }

  /** The metric with a name, if there is one. */
  static Optional<Metric> named(String word) {
    return Arrays.stream(values()).filter(m -> m.word.equals(word)).findFirst();
  }

  /** Its name in requirements and JSON. */
  String word() {
    return word;
  }

  /** Its name for people. */
  String title() {
    return title;
  }

  boolean higherIsBetter() {
    return higherIsBetter;
  }

  /** Whether few answers make it worse by chance alone, so that draws of answers lie above it. */
  boolean risesByChance() {
    return this == ECE || this == CONFIDENCE_ECE;
  }

  /** An interval without what the metric cannot be. */
  Interval possible(Interval i) {
    return risesByChance() ? new Interval(i.value(), Math.max(0, i.low()), i.high()) : i;
  }

  private static double share(int[] rows, boolean[] is) {
    return Arrays.stream(rows).mapToDouble(i -> is[i] ? 1 : 0).average().orElse(Double.NaN);
  }

  /** The smallest value that at least this share of the defined ones does not exceed. */
  private static double percentile(double[] all, int[] rows, double share) {
    double[] sorted =
        Arrays.stream(rows)
            .mapToDouble(i -> all[i])
            .filter(v -> !Double.isNaN(v))
            .sorted()
            .toArray();
    return sorted.length == 0
        ? Double.NaN
        : sorted[Math.max(0, (int) Math.ceil(share * sorted.length) - 1)];
  }
}
