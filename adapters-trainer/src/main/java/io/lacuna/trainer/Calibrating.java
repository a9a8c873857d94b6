package io.lacuna.trainer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lacuna.model.adapter.Adapter;
import io.lacuna.model.base.Base;
import io.lacuna.model.calibration.AdapterCalibration;
import io.lacuna.model.modality.PresenceMask;
import io.lacuna.model.score.TaskSpec;
import io.lacuna.trainer.calibrate.Answered;
import io.lacuna.trainer.calibrate.CalibrationJson;
import io.lacuna.trainer.calibrate.CalibrationReport;
import io.lacuna.trainer.calibrate.CalibrationText;
import io.lacuna.trainer.calibrate.Calibrator;
import io.lacuna.trainer.config.TrainingConfig;
import io.lacuna.trainer.data.DataSet;
import io.lacuna.trainer.data.Split;
import io.lacuna.trainer.data.TaskTarget;
import io.lacuna.trainer.learn.AdapterLearner.FittedAdapter;
import io.lacuna.trainer.learn.Subjects;
import io.lacuna.trainer.setup.Round;
import io.lacuna.trainer.setup.Workspace;
import java.util.List;

/**
 * An adapter with its calibration: fitted on the validation split, judged on the test split.
 *
 * @param adapter the same weights as before, under another digest
 */
record Calibrating(Adapter adapter, CalibrationReport report) {
  /** Title of the card's section about it. */
  static final String SECTION = "Calibration";

  /**
   * Calibrates; whatever calibration the adapter had is replaced.
   *
   * @param round must have validation subjects
   * @throws IllegalArgumentException if the data set has other tasks than the adapter answers
   */
  static Calibrating of(
      TrainingConfig config, Workspace workspace, Round round, Base base, Adapter adapter) {
    DataSet set = workspace.set();
    List<TaskSpec> tasks = set.tasks().stream().map(TaskTarget::spec).toList();
    if (!tasks.equals(adapter.config().taskSpecs())) {
      throw new IllegalArgumentException(
          "data set "
              + set.name()
              + " has the tasks "
              + tasks
              + ", adapter "
              + adapter.config().id()
              + " answers "
              + adapter.config().taskSpecs());
    }
    List<PresenceMask> masks = set.masks();
    FittedAdapter answers = new FittedAdapter(base, adapter);
    Subjects validation = workspace.subjects(base, round.validation());
    AdapterCalibration calibration =
        new Calibrator(set.tasks(), config.calibration(), System.err::println)
            .fit(
                Answered.of(answers, validation, masks),
                new AdapterCalibration.FittedOn(set.name(), set.digest(), Split.VALIDATION.word()));
    Subjects test = workspace.subjects(base, round.test());
    CalibrationReport report =
        CalibrationReport.of(
            calibration,
            set.tasks(),
            Answered.of(answers, test, masks),
            test.subjects(),
            config.bootstrapDraws(),
            config.seed());
    return new Calibrating(adapter.with(calibration), report);
  }

  /** Puts the figures into the content of {@code metrics.json}. */
  void into(ObjectNode metrics) {
    metrics.put("digest", adapter.digest());
    metrics.set("calibration", CalibrationJson.of(report));
  }

  /** Body of the card's section. */
  String section() {
    return "The confidence is the probability of the top label, scaled per presence mask; the scores"
        + " are the model's own. Scalings and bounds are fitted on the validation split"
        + " (modalities taken away from complete subjects) and judged on the "
        + report.subjects()
        + " subjects of the test split, of groups that neither the training nor the fit saw. 95 %"
        + " bootstrap intervals over "
        + (report.overGroups() ? "groups" : "subjects")
        + "; those of the ece lie a little high, because chance adds to it. A set holds, on"
        + " average, the stated share of a record's true labels, or the value in that share of"
        + " records, if new cases are like the validation split's; what held here is in the"
        + " table.\n\n"
        + CalibrationText.of(report);
  }
}
