package io.lacuna.trainer.calibrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.lacuna.model.calibration.AdapterCalibration;
import io.lacuna.model.calibration.ConfidenceScaling;
import io.lacuna.model.modality.PresenceMask;
import io.lacuna.trainer.config.CalibrationSettings;
import io.lacuna.trainer.data.LabelledSubject;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A model that is too sure of itself under one mask and too modest under another. */
class CalibratorTest {
  private static final PresenceMask ALL = PresenceMask.ALL;
  private static final PresenceMask TEXT = PresenceMask.parse("-T-");
  private static final PresenceMask RARE = PresenceMask.parse("I--");
  private static final AdapterCalibration.FittedOn DATA =
      new AdapterCalibration.FittedOn("synthetic", "ab", "validation");

  private final List<String> said = new ArrayList<>();

  private AdapterCalibration fit(double shift) {
    return new Calibrator(Synthetic.TASKS, new CalibrationSettings(0.9, 200), said::add)
        .fit(
            List.of(
                Synthetic.answers(ALL, 2000, 3, shift, 1, 11),
                Synthetic.answers(TEXT, 2000, 0.5, shift, 2, 12),
                Synthetic.answers(RARE, 40, 3, shift, 2, 13)),
            DATA);
  }

  @Test
  void repairsEachMaskByItsOwnTemperatureAndPoolsTheRare() {
    AdapterCalibration calibration = fit(0);
    ConfidenceScaling confidence = calibration.confidence();
    assertThat(confidence.task()).isEqualTo("labels");
    assertThat(confidence.byPresence()).containsOnlyKeys("ITA", "-T-");
    assertThat(confidence.of(ALL).temperature()).isCloseTo(3, within(0.4));
    assertThat(confidence.of(TEXT).temperature()).isCloseTo(0.5, within(0.07));
    assertThat(confidence.isFitted(RARE)).isFalse();
    assertThat(confidence.of(RARE)).isEqualTo(confidence.pooled());
    assertThat(confidence.pooled().records()).isEqualTo(4040);
    assertThat(calibration.conformal().tasks().get("value")).containsOnlyKeys("ITA", "-T-");
    assertThat(said).hasSize(1);
  }

  @Test
  void theErrorOnNewSubjectsFallsToWhatChanceLeaves() {
    AdapterCalibration calibration = fit(0);
    List<Answered> fresh =
        List.of(
            Synthetic.answers(ALL, 1500, 3, 0, 1, 21),
            Synthetic.answers(TEXT, 1500, 0.5, 0, 2, 22));
    List<LabelledSubject> subjects = fresh.get(0).subjects();
    CalibrationReport report =
        CalibrationReport.of(
            calibration, Synthetic.TASKS, onTheSame(fresh, subjects), subjects, 60, 1);
    assertThat(report.confidence()).hasSize(9);
    for (CalibrationReport.ConfidenceRow row : report.confidence()) {
      assertThat(row.change().high()).as(row.mask() + " " + row.measure()).isLessThan(0);
      if (row.measure() == ConfidenceMeasure.ECE) {
        assertThat(row.raw().value()).isGreaterThan(2 * row.ofExact());
        assertThat(row.calibrated().value()).isLessThan(2 * row.ofExact());
      }
    }
    for (CalibrationReport.SetRow row : report.sets()) {
      assertThat(row.covered().value()).as(row.task()).isBetween(0.87, 0.93);
    }
    assertThat(report.rises()).as("the two masks are two modalities apart").isEmpty();
    assertThat(CalibrationText.of(report)).contains("| `ITA` |", "| pooled |", "sets at level 0.9");
    assertThat(CalibrationJson.of(report).at("/confidence/-T-/ece/calibrated/value").asDouble())
        .isLessThan(0.05);
  }

  /** The answers of each mask as if they were about the subjects of the first one. */
  private static List<Answered> onTheSame(List<Answered> masks, List<LabelledSubject> subjects) {
    return masks.stream()
        .map(
            a -> {
              List<LabelledSubject> renamed = new ArrayList<>();
              for (int i = 0; i < subjects.size(); i++) {
                LabelledSubject s = subjects.get(i);
                renamed.add(
                    new LabelledSubject(
                        s.subject(),
                        s.group(),
                        s.split(),
                        a.subjects().get(i).labels(),
                        s.payloads()));
              }
              return new Answered(a.mask(), renamed, a.scores());
            })
        .toList();
  }

  @Test
  void aBiasIsFittedOnlyWhereItHelpsOnHeldOutGroups() {
    assertThat(fit(2).confidence().pooled().bias()).isLessThan(-0.2);
    List<ScalingChoice> ways = ScalingChoice.of(List.of(material(2)));
    assertThat(ways.get(0).withBias()).isTrue();
    assertThat(ways.get(0).logLoss()).isLessThan(ways.get(3).logLoss() - 0.01);
    assertThat(ScalingChoice.of(List.of(material(0))).get(0).logLoss())
        .isCloseTo(ScalingChoice.of(List.of(material(0))).get(1).logLoss(), within(0.005));
  }

  private static ScalingChoice.Material material(double shift) {
    Answered answered = Synthetic.answers(ALL, 1500, 2, shift, 1, 31);
    return new ScalingChoice.Material(
        Statements.top(answered, Synthetic.LABELS, 1),
        Statements.labels(answered, Synthetic.LABELS, 1));
  }

  @Test
  void withoutTwoGroupsTheSimplestWayStands() {
    ScalingChoice.Material all = material(2);
    List<LabelledSubject> subjects = all.top().subjects();
    int[] ofOne = {0, 30, 60, 90};
    assertThat(subjects.get(30).group()).isEqualTo(subjects.get(0).group());
    ScalingChoice way =
        ScalingChoice.of(
                List.of(new ScalingChoice.Material(all.top().at(ofOne), all.labels().at(ofOne))))
            .get(0);
    assertThat(way.withBias()).isFalse();
    assertThat(way.logLoss()).isNaN();
  }

  @Test
  void refusesToFitOnNothing() {
    Answered empty = new Answered(ALL, List.of(), List.of());
    assertThatThrownBy(
            () ->
                new Calibrator(Synthetic.TASKS, new CalibrationSettings(0.9, 10), said::add)
                    .fit(List.of(empty), DATA))
        .hasMessageContaining("no validation subject has truth for task labels");
  }
}
