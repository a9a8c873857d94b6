package io.lacuna.trainer.stage;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.lacuna.model.adapter.AdapterModel;
import io.lacuna.model.adapter.AdapterOutput;
import io.lacuna.model.base.TokenBatch;
import io.lacuna.model.modality.PresenceMask;
import io.lacuna.model.tensor.Parameters;
import io.lacuna.model.tensor.Torch;
import io.lacuna.trainer.feature.SubjectTokens;
import io.lacuna.trainer.loop.Objective;
import io.lacuna.trainer.optim.Losses;
import io.lacuna.trainer.optim.TaskLosses;
import io.lacuna.trainer.optim.weigh.TaskWeighting;
import io.lacuna.trainer.optim.weigh.Weighing;
import io.lacuna.trainer.plan.MissingPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * An adapter on the frozen base, trained on what the missing plan leaves of each subject. The loss
 * is that of the fused answers, plus, as weighted, that of each present modality's own answers, the
 * imbalance of the gates, and the More-vs-Fewer loss against a part of what each subject shows. The
 * first two are told apart by tasks. The others are no task's own: a gate's use has no task's truth
 * in it, and More-vs-Fewer compares what a record loses in all tasks together. Validation is the
 * mean quality over the complete subjects and over the same subjects partial.
 */
public final class AdapterStage implements Objective {
  /**
   * @param unimodal weight of the answers from one modality alone
   * @param balance weight of the imbalance of the gates (CV², as in MLoRE)
   * @param moreVersusFewer weight of {@link Losses#moreVersusFewer}; above 0 every step has a
   *     second forward pass. A record that shows one modality has nothing to show less of: it is
   *     compared with itself under other dropout (as in R-Drop, arXiv 2106.14448), which keeps a
   *     useless modality from saying much
   * @param tasks how the losses of several tasks are weighed against each other
   */
  public record Weights(
      double unimodal, double balance, double moreVersusFewer, TaskWeighting tasks) {
    public static final Weights NONE = new Weights(0, 0, 0);

    /** With the plain sum over tasks. */
    public Weights(double unimodal, double balance, double moreVersusFewer) {
      this(unimodal, balance, moreVersusFewer, TaskWeighting.FIXED);
    }

    public Weights {
      if (tasks == null) {
        throw new IllegalArgumentException(
            "weights.tasks must be given, one of " + List.of(TaskWeighting.values()));
      }
      if (!(unimodal >= 0) || !(balance >= 0) || !(moreVersusFewer >= 0)) {
        throw new IllegalArgumentException(
            "weights of losses must be >= 0, not " + List.of(unimodal, balance, moreVersusFewer));
      }
    }
  }

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

  /**
   * Subjects to learn from or to choose by.
   *
   * @param has what each subject has
   * @param rows of the subjects, by their position in the targets
   */
  public record Part(Targets targets, List<PresenceMask> has, Rows rows) {
    String id(int subject) {
      return targets.subjects().get(subject).subject();
    }
  }

  /**
   * Which modalities training subjects show.
   *
   * @param variants the plan decides anew for so many epochs, then repeats; 1 fixes it
   */
  public record Shown(MissingPlan plan, int variants) {
    PresenceMask mask(String subject, PresenceMask has, int epoch) {
      return plan.mask(subject, has, epoch % variants);
    }

    /** A part of what the subject shows; all of it, where it shows one modality. */
    PresenceMask fewer(String subject, PresenceMask has, int epoch) {
      PresenceMask shown = mask(subject, has, epoch);
      return plan.fewer(subject, shown, epoch % variants).orElse(shown);
    }

    /**
     * Every mask that a subject will show, all it has first.
     *
     * @param compared whether it will also show less, to be compared
     */
    public List<PresenceMask> all(String subject, PresenceMask has, boolean compared) {
      List<PresenceMask> all = new ArrayList<>(List.of(has));
      for (int epoch = 0; epoch < variants; epoch++) {
        all.add(mask(subject, has, epoch));
        if (compared) {
          all.add(fewer(subject, has, epoch));
        }
      }
      return all;
    }
  }

  private final AdapterModel model;
  private final Parameters adapter;
  private final Forward forward;
  private final Part train;
  private final Part validation;
  private final Shown shown;
  private final Weights weights;
  private final Weighing weighing;
  private final NDManager root;

  /** A stage whose tasks are summed. */
  public AdapterStage(
      AdapterModel model,
      Parameters adapter,
      Forward forward,
      Part train,
      Part validation,
      Shown shown,
      Weights weights,
      NDManager root) {
    this(model, adapter, forward, train, validation, shown, weights, Weighing.FIXED, root);
  }

  /**
   * @param adapter parameters that are trained
   * @param weighing of the tasks, as the weights say
   * @param root parent of what a validation needs
   */
  public AdapterStage(
      AdapterModel model,
      Parameters adapter,
      Forward forward,
      Part train,
      Part validation,
      Shown shown,
      Weights weights,
      Weighing weighing,
      NDManager root) {
    this.model = model;
    this.adapter = adapter;
    this.forward = forward;
    this.train = train;
    this.validation = validation;
    this.shown = shown;
    this.weights = weights;
    this.weighing = weighing;
    this.root = root;
  }

  @Override
  public int size() {
    return train.targets.subjects().size();
  }

  /** Presence pattern first, then length: a batch without text pays for no text tokens. */
  @Override
  public long likeness(int record, int epoch) {
    SubjectTokens rows = rows(record, epoch, false);
    return ((long) rows.presence().bits() << Integer.SIZE) + rows.size();
  }

  private SubjectTokens rows(int record, int epoch, boolean fewer) {
    return train.rows.of(record, mask(record, epoch, fewer));
  }

  private PresenceMask mask(int record, int epoch, boolean fewer) {
    String id = train.id(record);
    PresenceMask has = train.has.get(record);
    return fewer ? shown.fewer(id, has, epoch) : shown.mask(id, has, epoch);
  }

  private TokenBatch tokens(int[] records, int epoch, boolean fewer, NDManager step) {
    List<SubjectTokens> batch = new ArrayList<>();
    for (int r : records) {
      batch.add(rows(r, epoch, fewer));
    }
    return SubjectTokens.join(batch, step);
  }

  @Override
  public NDArray loss(NDManager step, int[] records, int epoch) {
    return losses(step, records, epoch).sum();
  }

  @Override
  public TaskLosses losses(NDManager step, int[] records, int epoch) {
    TokenBatch tokens = tokens(records, epoch, false, step);
    AdapterOutput output = forward.apply(adapter, tokens, true);
    List<TaskLosses.Term> terms = new ArrayList<>();
    NDArray everyone = step.ones(tokens.mask().getShape().slice(0, 1));
    train
        .targets
        .losses(output.tasks(), records, everyone)
        .forEach((task, loss) -> terms.add(TaskLosses.Term.of(task, loss)));
    for (AdapterOutput.Unimodal own : output.unimodal()) {
      NDArray present = tokens.presence().get(":, " + own.modality().ordinal());
      NDArray alone = train.targets.loss(Map.of(own.task(), own.answer()), records, present);
      terms.add(TaskLosses.Term.of(own.task(), Torch.scale(alone, weights.unimodal)));
    }
    for (AdapterOutput.Gate gate : output.gates()) {
      double share = weights.balance / output.gates().size();
      NDArray present = tokens.presence().get(":, " + gate.modality().ordinal());
      NDArray imbalance = Losses.imbalance(gate.weights(), present);
      terms.add(TaskLosses.Term.common(Torch.scale(imbalance, share)));
    }
    if (weights.moreVersusFewer > 0) {
      TokenBatch part = tokens(records, epoch, true, step);
      NDArray more = train.targets.each(output.tasks(), records);
      NDArray fewer = train.targets.each(forward.apply(adapter, part, true).tasks(), records);
      NDArray worse = Losses.moreVersusFewer(more, fewer).mean();
      terms.add(TaskLosses.Term.common(Torch.scale(worse, weights.moreVersusFewer)));
    }
    return new TaskLosses(terms, train.targets.known(records));
  }

  @Override
  public Weighing weighing() {
    return weighing;
  }

  @Override
  public double validate() {
    double[] complete = qualities(validation, false);
    double[] partial = qualities(validation, true);
    if (weighing.followsAchievement()) {
      weighing.achieved(achievement(complete, partial));
    }
    return (Targets.mean(complete) + Targets.mean(partial)) / 2;
  }

  /**
   * What each task achieves: the mean quality over the complete and the partial validation
   * subjects; over the complete training subjects where there are none to validate on.
   */
  public double[] achievement() {
    return achievement(qualities(validation, false), qualities(validation, true));
  }

  private double[] achievement(double[] complete, double[] partial) {
    return validation.has.isEmpty()
        ? qualities(train, false)
        : IntStream.range(0, complete.length)
            .mapToDouble(t -> (complete[t] + partial[t]) / 2)
            .toArray();
  }

  /** Every validation subject partial, always in the same way. */
  public static MissingPlan validationPlan(MissingPlan training) {
    return new MissingPlan(1, false, training.seed());
  }

  private double[] qualities(Part part, boolean partial) {
    MissingPlan all = validationPlan(shown.plan);
    List<SubjectTokens> rows = new ArrayList<>();
    for (int i = 0; i < part.has.size(); i++) {
      PresenceMask has = part.has.get(i);
      PresenceMask mask = partial ? all.mask(part.id(i), has, 0) : has;
      rows.add(part.rows.of(i, mask));
    }
    return part.targets.qualities(
        Answers.of(model, rows, root, tokens -> forward.apply(adapter, tokens, false)));
  }
}
