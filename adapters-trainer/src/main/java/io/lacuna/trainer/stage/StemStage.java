package io.lacuna.trainer.stage;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.lacuna.model.base.BaseConfig;
import io.lacuna.model.base.FusionBase;
import io.lacuna.model.base.TokenBatch;
import io.lacuna.model.features.Features;
import io.lacuna.model.tensor.Parameters;
import io.lacuna.model.tensor.Torch;
import io.lacuna.schema.Modality;
import io.lacuna.schema.TaskKind;
import io.lacuna.trainer.data.TaskTarget;
import io.lacuna.trainer.feature.FeatureTable;
import io.lacuna.trainer.loop.Objective;
import io.lacuna.trainer.plan.Draws;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.stream.IntStream;

/**
 * One stem alone, under a temporary linear head on its tokens: cheap, so that many epochs with
 * augmented features fit. The head answers for every token and the answers are pooled softly to the
 * strongest, because a finding is written or said in one place only. The head is thrown away.
 */
public final class StemStage implements Objective {
  private static final int EVALUATION_BATCH = 64;
  private static final float FAR = 1e4f;

  private final Modality modality;
  private final BaseConfig config;
  private final Parameters all;
  private final List<TaskTarget> tasks;
  private final Side train;
  private final Side validation;
  private final BiFunction<Features, Draws, Features> augmentation;
  private final long seed;

  /** Features of one modality with the truth of their subjects. */
  private record Side(List<Features> features, Targets targets) {
    static Side of(FeatureTable table, Modality modality, List<TaskTarget> tasks) {
      int[] having =
          IntStream.range(0, table.size())
              .filter(i -> table.features().get(i).containsKey(modality))
              .toArray();
      return new Side(
          IntStream.of(having).mapToObj(i -> table.features().get(i).get(modality)).toList(),
          new Targets(tasks, IntStream.of(having).mapToObj(table.subjects()::get).toList()));
    }
  }

  /**
   * @param stems all stems of the base; only those of the modality are used
   * @param head from {@link #head}
   * @param augmentation variant of features by draws of the epoch
   */
  public StemStage(
      Modality modality,
      BaseConfig config,
      Map<String, NDArray> stems,
      Map<String, NDArray> head,
      List<TaskTarget> tasks,
      FeatureTable train,
      FeatureTable validation,
      BiFunction<Features, Draws, Features> augmentation,
      long seed) {
    this.modality = modality;
    this.config = config;
    this.all = Parameters.of(stems).merge(Parameters.of(head));
    this.tasks = tasks;
    this.train = Side.of(train, modality, tasks);
    this.validation = Side.of(validation, modality, tasks);
    this.augmentation = augmentation;
    this.seed = seed;
  }

  /** A fresh head for the tasks. */
  public static Map<String, NDArray> head(
      NDManager manager, int width, List<TaskTarget> tasks, long seed) {
    Map<String, NDArray> head = new TreeMap<>();
    Random random = new Random(seed);
    for (TaskTarget task : tasks) {
      float[] weight = new float[task.width() * width];
      for (int i = 0; i < weight.length; i++) {
        weight[i] = (float) (random.nextGaussian() / Math.sqrt(width));
      }
      String name = "temporary." + task.name();
      head.put(name + ".weight", manager.create(weight, new Shape(task.width(), width)));
      head.put(name + ".bias", manager.zeros(new Shape(task.width())));
    }
    return head;
  }

  @Override
  public int size() {
    return train.features.size();
  }

  @Override
  public long likeness(int record, int epoch) {
    return train.features.get(record).values().length;
  }

  @Override
  public NDArray loss(NDManager step, int[] records, int epoch) {
    List<Features> batch = new ArrayList<>();
    for (int r : records) {
      String subject = train.targets.subjects().get(r).subject();
      Draws draws = Draws.of(seed, "augment " + modality, subject, epoch);
      batch.add(augmentation.apply(train.features.get(r), draws));
    }
    NDArray take = step.ones(new Shape(records.length));
    return train.targets.loss(answers(batch, step), records, take);
  }

  @Override
  public double validate() {
    List<List<float[]>> scores = new ArrayList<>();
    for (int from = 0; from < validation.features.size(); from += EVALUATION_BATCH) {
      int to = Math.min(validation.features.size(), from + EVALUATION_BATCH);
      try (NDManager m = all.asMap().get(all.names().first()).getManager().newSubManager()) {
        Map<String, NDArray> answers = answers(validation.features.subList(from, to), m);
        for (int i = 0; i < to - from; i++) {
          List<float[]> record = new ArrayList<>();
          for (TaskTarget task : tasks) {
            record.add(answers.get(task.name()).get(i).toFloatArray());
          }
          scores.add(record);
        }
      }
    }
    return validation.targets.quality(scores);
  }

  private Map<String, NDArray> answers(List<Features> batch, NDManager m) {
    List<Map<Modality, Features>> records = batch.stream().map(f -> Map.of(modality, f)).toList();
    TokenBatch tokens = FusionBase.embed(config, all, all, records, m);
    Map<String, NDArray> answers = new TreeMap<>();
    for (TaskTarget task : tasks) {
      String name = "temporary." + task.name();
      NDArray each = Torch.linear(tokens.x0(), all.get(name + ".weight"), all.get(name + ".bias"));
      boolean places = task.spec().kind() == TaskKind.MULTILABEL;
      answers.put(
          task.name(),
          places ? strongest(each, tokens.mask()) : Torch.maskedMean(each, tokens.mask()));
    }
    return answers;
  }

  /** log of the mean of exp over real tokens: between mean and maximum. */
  private static NDArray strongest(NDArray each, NDArray mask) {
    NDArray outside = mask.sub(1).mul(FAR).expandDims(2);
    NDArray shifted = each.add(outside);
    NDArray top = shifted.max(new int[] {1}, true).stopGradient();
    NDArray logSum = shifted.sub(top).exp().sum(new int[] {1}).log().add(top.squeeze(1));
    return logSum.sub(mask.sum(new int[] {1}, true).log());
  }
}
