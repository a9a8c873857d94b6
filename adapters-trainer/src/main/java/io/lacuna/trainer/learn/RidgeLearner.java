package io.lacuna.trainer.learn;

import io.lacuna.model.modality.PresenceMask;
import io.lacuna.schema.Modality;
import io.lacuna.trainer.data.Folds;
import io.lacuna.trainer.data.LabelledSubject;
import io.lacuna.trainer.data.TaskTarget;
import io.lacuna.trainer.feature.SubjectTokens;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A linear specialist per presence pattern: ridge regression on the base's mean states of the
 * modalities that the pattern shows, trained on subjects that have them all. The penalty of every
 * specialist is chosen by grouped cross-validation inside the training subjects; where less than
 * two groups of them have it all, the answer is the prior. Strong on small data, and the yardstick
 * for a single model that serves all patterns.
 */
public final class RidgeLearner implements Learner {
  private static final int INNER_FOLDS = 5;

  @Override
  public String name() {
    return "ridge per pattern";
  }

  @Override
  public Fitted fit(Fold fold, long seed) {
    List<SubjectTokens> means = fold.train().means(fold.base(), PresenceMask.ALL);
    return new FittedRidge(fold, means, PriorLearner.prior(fold), seed, new HashMap<>());
  }

  /** Specialists are trained when a mask is first asked for. */
  private record FittedRidge(
      Fold fold,
      List<SubjectTokens> trainMeans,
      List<float[]> prior,
      long seed,
      Map<PresenceMask, List<Optional<RidgeRegression>>> specialists)
      implements Fitted {

    @Override
    public List<List<float[]>> scores(Subjects subjects, PresenceMask shown) {
      List<SubjectTokens> means = subjects.means(fold.base(), shown);
      List<List<float[]>> scores = new ArrayList<>();
      for (SubjectTokens own : means) {
        PresenceMask has = own.presence();
        scores.add(has.count() == 0 ? prior : scores(own, has));
      }
      return scores;
    }

    /** What the specialist of all that a subject shows says. */
    private List<float[]> scores(SubjectTokens own, PresenceMask has) {
      List<Optional<RidgeRegression>> models = specialists.get(has);
      if (models == null) {
        models = train(has);
        specialists.put(has, models);
      }
      double[] row = row(own, has);
      List<float[]> record = new ArrayList<>();
      for (int t = 0; t < models.size(); t++) {
        TaskTarget task = fold.tasks().get(t);
        float[] unknown = prior.get(t);
        record.add(models.get(t).map(m -> clipped(m.predict(row), task)).orElse(unknown));
      }
      return record;
    }

    private List<Optional<RidgeRegression>> train(PresenceMask shown) {
      return fold.tasks().stream().map(task -> train(task, shown)).toList();
    }

    /** Nothing where a penalty cannot be chosen. */
    private Optional<RidgeRegression> train(TaskTarget task, PresenceMask shown) {
      List<LabelledSubject> subjects = fold.train().subjects();
      List<Integer> having = new ArrayList<>();
      for (int i = 0; i < subjects.size(); i++) {
        int has = trainMeans.get(i).presence().bits();
        if ((shown.bits() & ~has) == 0 && subjects.get(i).labels().containsKey(task.name())) {
          having.add(i);
        }
      }
      List<LabelledSubject> with = having.stream().map(subjects::get).toList();
      int groups = (int) with.stream().map(LabelledSubject::group).distinct().count();
      if (groups < 2) {
        return Optional.empty();
      }
      Folds folds = Folds.of(with, Math.min(INNER_FOLDS, groups), seed);
      int[] foldOf = with.stream().mapToInt(s -> folds.fold(s.group())).toArray();
      double[][] x =
          having.stream().map(i -> row(trainMeans.get(i), shown)).toArray(double[][]::new);
      double[][] y =
          with.stream().map(s -> widened(s.labels().get(task.name()))).toArray(double[][]::new);
      return Optional.of(RidgeRegression.chosen(x, y, foldOf));
    }

    /** Modality means side by side. */
    private double[] row(SubjectTokens means, PresenceMask shown) {
      int width = fold.base().width();
      double[] row = new double[width * shown.count()];
      int at = 0;
      for (Modality m : shown.modalities()) {
        float[] own = means.rows().get(m);
        for (int j = 0; j < width; j++) {
          row[at + j] = own[j];
        }
        at += width;
      }
      return row;
    }

    private static float[] clipped(double[] said, TaskTarget task) {
      float[] values = new float[said.length];
      for (int c = 0; c < said.length; c++) {
        values[c] = (float) Math.max(task.min(), Math.min(task.max(), said[c]));
      }
      return values;
    }

    private static double[] widened(float[] values) {
      double[] wide = new double[values.length];
      for (int i = 0; i < wide.length; i++) {
        wide[i] = values[i];
      }
      return wide;
    }

    @Override
    public void close() {}
  }
}
