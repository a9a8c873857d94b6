package io.lacuna.trainer.calibrate;

import io.lacuna.model.modality.PresenceMask;
import io.lacuna.model.score.TaskSpec;
import io.lacuna.schema.TaskKind;
import io.lacuna.trainer.data.LabelledSubject;
import io.lacuna.trainer.data.Split;
import io.lacuna.trainer.data.TaskTarget;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Answers of a made-up model whose faults are known. */
final class Synthetic {
  static final TaskTarget VALUE =
      new TaskTarget(new TaskSpec("value", TaskKind.REGRESSION, List.of("value")), -100, 100);
  static final TaskTarget LABELS =
      new TaskTarget(
          new TaskSpec("labels", TaskKind.MULTILABEL, List.of("a", "b", "c", "d")), 0, 1);
  static final List<TaskTarget> TASKS = List.of(VALUE, LABELS);

  private Synthetic() {}

  /**
   * Subjects in 30 groups. A label is true with the probability that its log-odds say; stated are
   * the same log-odds times a temperature plus a shift. The value is off by a standard normal error
   * times {@code noise}.
   */
  static Answered answers(
      PresenceMask mask, int subjects, double temperature, double shift, double noise, long seed) {
    Random random = new Random(seed);
    List<LabelledSubject> labelled = new ArrayList<>();
    List<List<float[]>> scores = new ArrayList<>();
    for (int i = 0; i < subjects; i++) {
      float[] truth = new float[LABELS.width()];
      float[] stated = new float[LABELS.width()];
      for (int c = 0; c < truth.length; c++) {
        double odds = 1.5 * random.nextGaussian() - 0.5;
        truth[c] = random.nextDouble() < sigmoid(odds) ? 1 : 0;
        stated[c] = (float) sigmoid(temperature * odds + shift);
      }
      float value = (float) (10 * random.nextGaussian());
      float said = (float) (value + noise * random.nextGaussian());
      labelled.add(
          new LabelledSubject(
              "s" + i,
              "g" + i % 30,
              Split.VALIDATION,
              Map.of("labels", truth, "value", new float[] {value}),
              Map.of()));
      scores.add(List.of(new float[] {said}, stated));
    }
    return new Answered(mask, labelled, scores);
  }

  private static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }
}
