package io.lacuna.app.harness;

import io.lacuna.model.score.ForwardingModel;
import io.lacuna.model.score.Scores;
import io.lacuna.model.score.ScoringRequest;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** A {@link SizeModel} that something can happen to in every call. */
public final class LosableModel extends ForwardingModel {
  private final Consumer<ScoringRequest> before;

  /** Every call fails while the device is lost. */
  public LosableModel(BooleanSupplier lost) {
    this(
        request -> {
          if (lost.getAsBoolean()) {
            throw new IllegalStateException("device lost");
          }
        });
  }

  /**
   * @param before is shown every request before it is scored, and may throw or halt
   */
  public LosableModel(Consumer<ScoringRequest> before) {
    super(new SizeModel());
    this.before = before;
  }

  @Override
  public List<Scores> score(List<ScoringRequest> batch) {
    batch.forEach(before);
    return super.score(batch);
  }
}
