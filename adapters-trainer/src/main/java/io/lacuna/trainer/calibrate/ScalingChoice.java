package io.lacuna.trainer.calibrate;

import io.lacuna.model.calibration.ConfidenceScaling.FittedTo;
import io.lacuna.model.calibration.Scaling;
import io.lacuna.trainer.data.Folds;
import io.lacuna.trainer.data.LabelledSubject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * How scalings are fitted, chosen on the validation subjects alone: in each fold every way is
 * fitted per mask on the other groups, and the way whose confidences are likeliest for the held-out
 * groups is taken.
 *
 * @param fittedTo what is fitted
 * @param withBias whether a bias is fitted beside the temperature
 * @param logLoss mean negative log-likelihood of held-out confidences; NaN where nothing was held
 *     out, because there are not two groups
 */
public record ScalingChoice(FittedTo fittedTo, boolean withBias, double logLoss) {
  private static final int MOST_FOLDS = 5;

  /** What one mask offers to fit on. */
  record Material(Statements top, Statements labels) {
    Statements of(FittedTo fittedTo) {
      return fittedTo == FittedTo.TOP_LABEL ? top : labels;
    }
  }

  /** All ways, the best first; of equally good ones the one with less freedom. */
  static List<ScalingChoice> of(List<Material> masks) {
    List<ScalingChoice> ways = new ArrayList<>();
    for (boolean withBias : new boolean[] {false, true}) {
      for (FittedTo fittedTo : FittedTo.values()) {
        ways.add(new ScalingChoice(fittedTo, withBias, heldOut(masks, fittedTo, withBias)));
      }
    }
    // NaN orders last and equal: without groups to hold out the first way stands
    ways.sort(Comparator.comparingDouble(ScalingChoice::logLoss));
    return ways;
  }

  private static double heldOut(List<Material> masks, FittedTo fittedTo, boolean withBias) {
    List<LabelledSubject> subjects =
        masks.stream().flatMap(m -> m.top().subjects().stream()).distinct().toList();
    long groups = subjects.stream().map(LabelledSubject::group).distinct().count();
    if (groups < 2) {
      return Double.NaN;
    }
    Folds folds = Folds.of(subjects, (int) Math.min(MOST_FOLDS, groups), 0);
    double sum = 0;
    int count = 0;
    for (Material mask : masks) {
      for (int fold = 0; fold < folds.count(); fold++) {
        Statements held = part(mask.top(), folds, fold, true);
        Statements rest = part(mask.of(fittedTo), folds, fold, false);
        if (held.size() > 0 && rest.size() > 0) {
          sum += held.size() * ScalingFit.logLoss(held, ScalingFit.of(rest, withBias));
          count += held.size();
        }
      }
    }
    return sum / count;
  }

  private static Statements part(Statements all, Folds folds, int fold, boolean held) {
    return all.at(
        IntStream.range(0, all.size())
            .filter(i -> folds.fold(all.subjects().get(i).group()) == fold == held)
            .toArray());
  }

  /** The ways with their figures, and that of the raw confidences, for people. */
  static String describe(List<ScalingChoice> ways, List<Material> masks) {
    Statements all = Statements.joined(masks.stream().map(Material::top).toList());
    double raw = ScalingFit.logLoss(all, new Scaling(1, 0, all.records()));
    return ways.stream()
        .map(
            w ->
                String.format(
                    Locale.ROOT,
                    "%s, %s: %.4f",
                    w.fittedTo == FittedTo.LABELS ? "all labels" : "top label",
                    w.withBias ? "temperature and bias" : "temperature",
                    w.logLoss))
        .collect(Collectors.joining("; ", "", String.format(Locale.ROOT, "; raw: %.4f", raw)));
  }
}
