package io.lacuna.model.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lacuna.model.adapter.AdapterException;
import io.lacuna.model.adapter.Method;
import io.lacuna.model.adapter.Refusal;
import io.lacuna.model.base.FeatureBase;
import io.lacuna.model.base.FeatureBaseConfig;
import io.lacuna.model.base.FeatureBaseStore;
import io.lacuna.model.calibration.AdapterCalibration;
import io.lacuna.model.calibration.Scaling;
import io.lacuna.model.features.Features;
import io.lacuna.model.modality.PresenceMask;
import io.lacuna.schema.Modality;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An adapter with a calibration, beside the same one without. */
class CalibratedServingTest {
  private static final Map<Modality, List<Integer>> SHAPES =
      Map.of(Modality.IMAGE, List.of(8), Modality.TEXT, List.of(6), Modality.AUDIO, List.of(5));
  private static final String CALIBRATION =
      """
      {
        "confidence" : {
          "task" : "emotion", "fitted_to" : "LABELS",
          "pooled" : {"temperature" : 1.5, "bias" : 0.25, "records" : 900},
          "by_presence" : {
            "ITA" : {"temperature" : 2.0, "bias" : 0.0, "records" : 300},
            "-T-" : {"temperature" : 0.5, "bias" : -0.5, "records" : 300}}},
        "conformal" : {
          "level" : 0.9,
          "tasks" : {
            "sentiment" : {"ITA" : {"limit" : 0.75, "records" : 300}},
            "emotion" : {"ITA" : {"limit" : 0.0, "records" : 300},
                         "-T-" : {"limit" : 1.0, "records" : 300}}}},
        "fitted_on" : {"data" : "none", "digest" : "ab", "split" : "validation"}
      }
      """;

  @TempDir Path dir;
  private Path base;
  private Path plain;
  private Path calibrated;

  @BeforeEach
  void write() throws IOException {
    base = Files.createDirectories(dir.resolve("base"));
    List<Map<Modality, Features>> training = new ArrayList<>();
    Random random = new Random(1);
    for (int i = 0; i < 8; i++) {
      training.add(record(PresenceMask.ALL, random));
    }
    plain = dir.resolve("plain");
    calibrated = dir.resolve("calibrated");
    try (FeatureBase made =
        FeatureBaseStore.fit(new FeatureBaseConfig("ready", SHAPES, 5), training, "cpu")) {
      FeatureBaseStore.save(base, made);
      for (Path folder : List.of(plain, calibrated)) {
        SmallModels.write(
            folder, made.digest(), Method.LOW_RANK_MIXTURE, made.width(), List.of(), 3);
      }
    }
    Files.writeString(calibrated.resolve(AdapterCalibration.FILE), CALIBRATION);
  }

  private static Map<Modality, Features> record(PresenceMask mask, Random random) {
    Map<Modality, Features> record = new EnumMap<>(Modality.class);
    for (Modality m : mask.modalities()) {
      int length = SHAPES.get(m).get(0);
      float[] values = new float[length];
      for (int i = 0; i < length; i++) {
        values[i] = (float) random.nextGaussian();
      }
      record.put(m, new Features(new int[] {length}, values));
    }
    return record;
  }

  private static float top(Scores scores) {
    return Math.max(scores.values().get(1)[0], scores.values().get(1)[1]);
  }

  @Test
  void statesACalibratedConfidenceAndLeavesTheScoresAlone() throws IOException {
    List<Path> folders = List.of(plain, calibrated);
    List<String> digests = List.copyOf(AdapterFolder.digests(folders).values());
    try (DjlScoringModel model = DjlScoringModel.open(base, folders, "cpu")) {
      for (PresenceMask mask : PresenceMask.nonEmpty()) {
        Map<Modality, Features> record = record(mask, new Random(mask.bits()));
        Scores raw = model.score(List.of(new ScoringRequest(record, digests.get(0)))).get(0);
        Scores own = model.score(List.of(new ScoringRequest(record, digests.get(1)))).get(0);
        for (int task = 0; task < 2; task++) {
          assertThat(own.values().get(task)).containsExactly(raw.values().get(task));
        }
        assertThat(raw.confidence()).isEqualTo(top(raw));
        assertThat(raw.calibrated()).isFalse();
        assertThat(raw.sets()).isEmpty();
        boolean fitted = List.of("ITA", "-T-").contains(mask.toString());
        assertThat(own.calibrated()).as(mask.toString()).isEqualTo(fitted);
        Scaling scaling =
            switch (mask.toString()) {
              case "ITA" -> new Scaling(2, 0, 300);
              case "-T-" -> new Scaling(0.5, -0.5, 300);
              default -> new Scaling(1.5, 0.25, 900);
            };
        assertThat(own.confidence()).isEqualTo((float) scaling.apply(top(own)));
      }
    }
  }

  @Test
  void givesSetsWhereAMaskHasBounds() throws IOException {
    try (DjlScoringModel model = DjlScoringModel.open(base, List.of(calibrated), "cpu")) {
      List<Scores> scores = new ArrayList<>();
      for (String mask : List.of("ITA", "-T-", "I--", "---")) {
        Map<Modality, Features> record = record(PresenceMask.parse(mask), new Random(4));
        scores.addAll(model.score(List.of(new ScoringRequest(record, model.defaultAdapter()))));
      }
      float value = scores.get(0).values().get(0)[0];
      ConformalSet interval = scores.get(0).sets().get(0);
      assertThat(interval.task()).isEqualTo("sentiment");
      assertThat(interval.level()).isEqualTo(0.9);
      assertThat(interval.low()).isEqualTo((float) Math.max(-3, value - 0.75));
      assertThat(interval.high()).isEqualTo((float) Math.min(3, value + 0.75));
      assertThat(scores.get(0).sets().get(1).labels()).containsExactly("joy", "fear");
      assertThat(scores.get(1).sets()).hasSize(1);
      assertThat(scores.get(1).sets().get(0).labels()).as("no label is certain").isEmpty();
      assertThat(scores.get(2).sets()).isEmpty();
      assertThat(scores.get(3).confidence()).isNull();
      assertThat(scores.get(3).calibrated()).isFalse();
      assertThat(scores.get(3).sets()).isEmpty();
    }
  }

  @Test
  void underAFixedShapeBatchMatesChangeNoBit() throws IOException {
    try (DjlScoringModel model =
        DjlScoringModel.open(base, List.of(calibrated), "cpu", BatchShape.fixed(4))) {
      List<ScoringRequest> batch = new ArrayList<>();
      for (PresenceMask mask : PresenceMask.nonEmpty()) {
        Map<Modality, Features> record = record(mask, new Random(mask.bits()));
        batch.add(new ScoringRequest(record, model.defaultAdapter()));
      }
      List<Scores> together = model.score(batch);
      for (int i = 0; i < batch.size(); i++) {
        Scores alone = model.score(List.of(batch.get(i))).get(0);
        assertThat(together.get(i).confidence()).isEqualTo(alone.confidence());
        assertThat(together.get(i).sets()).isEqualTo(alone.sets());
        assertThat(together.get(i).values().get(1)).containsExactly(alone.values().get(1));
      }
    }
  }

  @Test
  void aCalibrationThatIsTakenAwayOrChangedIsNoticed() throws IOException {
    AdapterFolder.Verified made = AdapterFolder.writeGolden(calibrated, base);
    assertThat(AdapterFolder.verify(calibrated, base)).isEqualTo(made);
    assertThat(AdapterFolder.files(calibrated)).contains(AdapterCalibration.FILE);
    assertThat(AdapterFolder.files(plain)).doesNotContain(AdapterCalibration.FILE);
    Path file = calibrated.resolve(AdapterCalibration.FILE);
    Files.writeString(file, CALIBRATION.replace("2.0", "2.000001"));
    refused(Refusal.GOLDEN_INVALID, "belongs to adapter");
    Files.delete(file);
    refused(Refusal.GOLDEN_INVALID, "belongs to adapter");
  }

  @ParameterizedTest
  @CsvSource({
    "'2.0', 'NaN', NaN",
    "'2.0', '\"NaN\"', temperature NaN must be above 0",
    "'2.0', '0', temperature 0.0 must be above 0",
    "'2.0', '-1', temperature -1.0 must be above 0",
    "'2.0', '1e999', temperature Infinity",
    "'0.25', '\"-Infinity\"', bias -Infinity",
    "'\"ITA\"', '\"IXA\"', presence 'IXA'",
    "'\"-T-\"', '\"---\"', unknown presence mask '---'",
    "'\"sentiment\"', '\"mood\"', unknown task 'mood'",
    "'\"task\" : \"emotion\"', '\"task\" : \"sentiment\"', must be of emotion",
    "'LABELS', 'SOMETHING', SOMETHING",
    "'0.9', '1', level 1.0 must be in (0; 1)",
    "'0.75', '-0.1', limit -0.1 must be at least 0",
    "'{\"limit\" : 0.75, \"records\" : 300}', 'null', bounds of task sentiment",
    "'\"bias\" : 0.0,', '', bias",
    "'\"bias\" : 0.0,', '\"bias\" : 0.0, \"bais\" : 1,', bais",
    "'\"level\"', '\"levle\"', level"
  })
  void aBrokenCalibrationIsRefused(String what, String by, String named) throws IOException {
    AdapterFolder.writeGolden(calibrated, base);
    assertThat(CALIBRATION).contains(what);
    Files.writeString(calibrated.resolve(AdapterCalibration.FILE), CALIBRATION.replace(what, by));
    refused(Refusal.CALIBRATION_INVALID, named.replace(';', ','));
  }

  @Test
  void aBoundBeyondCertaintyAndHalfAFileAreRefused() throws IOException {
    Path file = calibrated.resolve(AdapterCalibration.FILE);
    Files.writeString(file, CALIBRATION.replace("\"limit\" : 1.0", "\"limit\" : 1.5"));
    refused(Refusal.CALIBRATION_INVALID, "limit 1.5 of emotion under -T- must be in [0, 1]");
    Files.writeString(file, CALIBRATION.substring(0, CALIBRATION.length() / 2));
    refused(Refusal.CALIBRATION_INVALID, AdapterCalibration.FILE);
  }

  private void refused(Refusal reason, String named) {
    assertThatThrownBy(() -> AdapterFolder.verify(calibrated, base))
        .isInstanceOfSatisfying(
            AdapterException.class, e -> assertThat(e.reason()).isEqualTo(reason))
        .hasMessageContaining(named)
        .message()
        .doesNotContain("\n");
  }
}
