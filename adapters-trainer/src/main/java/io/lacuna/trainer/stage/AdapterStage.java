package io.lacuna.trainer.stage;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.lacuna.model.adapter.AdapterModel;
import io.lacuna.model.adapter.AdapterOutput;
import io.lacuna.model.base.TokenBatch;
import io.lacuna.model.modality.PresenceMask;
import io.lacuna.model.tensor.Parameters;
import io.lacuna.model.tensor.Torch;
import io.lacuna.trainer.data.LabelledSubject;
import io.lacuna.trainer.feature.SubjectTokens;
import io.lacuna.trainer.loop.Objective;
import io.lacuna.trainer.optim.Losses;
import io.lacuna.trainer.plan.MissingPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * An adapter on the frozen base, trained on what the missing plan leaves of each subject. The loss
 * is that of the fused answers, plus that of each present modality's own answers, plus the
 * imbalance of the gates; validation is the mean quality over the complete subjects and over the
 * same subjects with the plan's patterns.
 */
public final class AdapterStage implements Objective {
  /**
   * @param unimodal weight of the answers from one modality alone
   * @param balance weight of the imbalance of the gates
   */
  public record Weights(double unimodal, double balance) {}

  /** Answers a batch of token rows; what the rows are is the caller's matter. */
  @FunctionalInterface
  public interface Forward {
    AdapterOutput apply(Parameters adapter, TokenBatch tokens, boolean training);
  }

  /** Rows of a subject under a mask. */
  @FunctionalInterface
  public interface Rows {
    SubjectTokens of(int subject, PresenceMask mask);
  }

  private final AdapterModel model;
  private final Parameters adapter;
  private final Forward forward;
  private final Targets train;
  private final Rows trainRows;
  private final Targets validation;
  private final Rows validationRows;
  private final MissingPlan plan;
  private final int variants;
  private final Weights weights;
  private final NDManager root;

  /**
   * @param variants the plan decides anew for so many epochs, then repeats
   */
  public AdapterStage(
      AdapterModel model,
      Parameters adapter,
      Forward forward,
      Targets train,
      Rows trainRows,
      Targets validation,
      Rows validationRows,
      MissingPlan plan,
      int variants,
      Weights weights,
      NDManager root) {
    this.model = model;
    this.adapter = adapter;
    this.forward = forward;
    this.train = train;
    this.trainRows = trainRows;
    this.validation = validation;
    this.validationRows = validationRows;
    this.plan = plan;
    this.variants = variants;
    this.weights = weights;
    this.root = root;
  }

  @Override
  public int size() {
    return train.subjects().size();
  }

  /** Presence pattern first, then length: a batch without text pays for no text tokens. */
  @Override
  public long likeness(int record, int epoch) {
    SubjectTokens rows = shown(record, epoch);
    return ((long) rows.presence().bits() << Integer.SIZE) + rows.size();
  }

  private SubjectTokens shown(int record, int epoch) {
    LabelledSubject subject = train.subjects().get(record);
    return trainRows.of(record, plan.mask(subject.subject(), subject.presence(), epoch % variants));
  }

  @Override
  public NDArray loss(NDManager step, int[] records, int epoch) {
    List<SubjectTokens> batch = new ArrayList<>();
    for (int r : records) {
      batch.add(shown(r, epoch));
    }
    TokenBatch tokens = SubjectTokens.join(batch, step);
    AdapterOutput output = forward.apply(adapter, tokens, true);
    NDArray loss =
        train.loss(output.tasks(), records, step.ones(tokens.mask().getShape().slice(0, 1)));
    for (AdapterOutput.Unimodal own : output.unimodal()) {
      NDArray present = tokens.presence().get(":, " + own.modality().ordinal());
      NDArray alone = train.loss(Map.of(own.task(), own.answer()), records, present);
      loss = loss.add(Torch.scale(alone, weights.unimodal));
    }
    for (NDArray gate : output.gates()) {
      double share = weights.balance / output.gates().size();
      loss = loss.add(Torch.scale(Losses.imbalance(gate), share));
    }
    return loss;
  }

  @Override
  public double validate() {
    return (quality(false) + quality(true)) / 2;
  }

  /** Every validation subject partial, always in the same way. */
  public static MissingPlan validationPlan(MissingPlan training) {
    return new MissingPlan(1, false, training.seed());
  }

  private double quality(boolean partial) {
    MissingPlan all = validationPlan(plan);
    List<SubjectTokens> rows = new ArrayList<>();
    for (int i = 0; i < validation.subjects().size(); i++) {
      LabelledSubject subject = validation.subjects().get(i);
      PresenceMask has = subject.presence();
      rows.add(validationRows.of(i, partial ? all.mask(subject.subject(), has, 0) : has));
    }
    return validation.quality(
        Answers.of(model, rows, root, tokens -> forward.apply(adapter, tokens, false)));
  }
}
