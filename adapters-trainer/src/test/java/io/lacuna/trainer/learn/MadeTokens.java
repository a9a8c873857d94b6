package io.lacuna.trainer.learn;

import io.lacuna.model.base.Base;
import io.lacuna.model.base.FeatureBaseConfig;
import io.lacuna.model.base.FeatureBaseStore;
import io.lacuna.model.features.Features;
import io.lacuna.model.modality.PresenceMask;
import io.lacuna.model.score.TaskSpec;
import io.lacuna.model.vilt.ViltBase;
import io.lacuna.schema.Modality;
import io.lacuna.schema.TaskKind;
import io.lacuna.trainer.data.LabelledSubject;
import io.lacuna.trainer.data.Split;
import io.lacuna.trainer.data.TaskTarget;
import io.lacuna.trainer.feature.SubjectTokens;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Subjects with made tokens for the golden ViLT: text says the truth with little noise, image with
 * much, and sound says the opposite of it half as loudly.
 */
record MadeTokens(Base base) implements AutoCloseable {
  private static final Path GOLDEN =
      Path.of("..", "model", "src", "test", "resources", "golden", "vilt_tiny");
  private static final int WIDTH = 48;
  private static final TaskTarget VALUE = task("value");
  private static final TaskTarget OTHER = task("other");

  private static TaskTarget task(String name) {
    return new TaskTarget(new TaskSpec(name, TaskKind.REGRESSION, List.of(name)), -3, 3);
  }

  static MadeTokens on(Path folder) throws IOException {
    Path vilt = Files.createDirectory(folder.resolve("vilt"));
    for (String name : List.of("config.json", "model.safetensors")) {
      Files.copy(GOLDEN.resolve(name), vilt.resolve(name));
    }
    Files.write(
        vilt.resolve("vocab.txt"), List.of("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "a"));
    return new MadeTokens(ViltBase.load(vilt, "cpu"));
  }

  static Base withoutBlocks() {
    FeatureBaseConfig config = new FeatureBaseConfig("made", Map.of(Modality.TEXT, List.of(1)), 5);
    List<Map<Modality, Features>> two =
        List.of(
            Map.of(Modality.TEXT, new Features(new int[] {1}, new float[] {1})),
            Map.of(Modality.TEXT, new Features(new int[] {1}, new float[] {2})));
    return FeatureBaseStore.fit(config, two, "cpu");
  }

  Subjects subjects(int from, int to) {
    List<LabelledSubject> subjects = new ArrayList<>();
    List<SubjectTokens> inputs = new ArrayList<>();
    for (int i = from; i < to; i++) {
      Random random = new Random(i * 0x9E3779B97F4A7C15L);
      float truth = (float) (random.nextDouble() * 4 - 2);
      Map<Modality, float[]> rows = new EnumMap<>(Modality.class);
      rows.put(Modality.TEXT, tokens(random, 2, truth, 0.3));
      rows.put(Modality.IMAGE, tokens(random, 3, truth, 2));
      rows.put(Modality.AUDIO, tokens(random, 1 + random.nextInt(3), -truth / 2, 0.5));
      subjects.add(subject(i, Map.of("value", new float[] {truth})));
      inputs.add(new SubjectTokens(WIDTH, rows));
    }
    return new Subjects(subjects, inputs);
  }

  private static LabelledSubject subject(int i, Map<String, float[]> labels) {
    return new LabelledSubject("s" + i, "g" + i % 40, Split.TRAIN, labels, Map.of());
  }

  /**
   * Half of the values say it, half its opposite: the norms of the blocks take out what is alike.
   */
  private static float[] tokens(Random random, int count, double value, double noise) {
    float[] values = new float[count * WIDTH];
    for (int i = 0; i < values.length; i++) {
      double sign = i % 2 == 0 ? 1 : -1;
      values[i] = (float) (Math.sin(i % WIDTH) + sign * value / 2 + noise * random.nextGaussian());
    }
    return values;
  }

  /** The same subjects with other sound. */
  Subjects noisy(Subjects subjects) {
    Random random = new Random(9);
    List<SubjectTokens> inputs = new ArrayList<>();
    for (SubjectTokens own : subjects.inputs()) {
      Map<Modality, float[]> rows = new EnumMap<>(own.rows());
      rows.put(Modality.AUDIO, tokens(random, 2, 0, 1));
      inputs.add(new SubjectTokens(WIDTH, rows));
    }
    return new Subjects(subjects.subjects(), inputs);
  }

  Fold fold(Subjects train, Subjects validation) {
    return new Fold(base, List.of(VALUE), List.of(Modality.values()), train, validation);
  }

  /** Every other training subject has no sound; the second task is known of those alone. */
  Fold twoTasks() {
    Subjects all = subjects(0, 120);
    List<LabelledSubject> subjects = new ArrayList<>();
    List<SubjectTokens> inputs = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      float[] truth = all.subjects().get(i).labels().get("value");
      boolean heard = i % 2 == 0;
      subjects.add(
          subject(i, heard ? Map.of("value", truth) : Map.of("value", truth, "other", truth)));
      inputs.add(heard ? all.inputs().get(i) : all.inputs().get(i).only(PresenceMask.parse("IT-")));
    }
    Subjects none = new Subjects(List.of(), List.of());
    return new Fold(
        base,
        List.of(VALUE, OTHER),
        List.of(Modality.values()),
        new Subjects(subjects, inputs),
        none);
  }

  /** Mean absolute error. */
  double error(Learner.Fitted fitted, Subjects subjects, String mask) {
    List<List<float[]>> scores = fitted.scores(subjects, PresenceMask.parse(mask));
    double sum = 0;
    for (int i = 0; i < subjects.size(); i++) {
      float truth = subjects.subjects().get(i).labels().get("value")[0];
      sum += Math.abs(scores.get(i).get(0)[0] - truth);
    }
    return sum / subjects.size();
  }

  @Override
  public void close() {
    base.close();
  }
}
