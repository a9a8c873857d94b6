package io.lacuna.app.harness;

import io.lacuna.model.features.Features;
import io.lacuna.model.modality.Payload;
import io.lacuna.model.modality.PayloadException;
import io.lacuna.model.score.Scores;
import io.lacuna.model.score.ScoringModel;
import io.lacuna.model.score.ScoringRequest;
import io.lacuna.model.score.TaskSpec;
import io.lacuna.schema.Modality;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** A {@link SizeModel} that something can happen to in every call. */
public final class LosableModel implements ScoringModel {
  private final ScoringModel model = new SizeModel();
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
    this.before = before;
  }

  @Override
  public String modelDigest() {
    return model.modelDigest();
  }

  @Override
  public List<TaskSpec> tasks() {
    return model.tasks();
  }

  @Override
  public Set<String> adapters() {
    return model.adapters();
  }

  @Override
  public String defaultAdapter() {
    return model.defaultAdapter();
  }

  @Override
  public String adapterId(String digest) {
    return model.adapterId(digest);
  }

  @Override
  public Features extract(Modality modality, Payload payload) throws PayloadException {
    return model.extract(modality, payload);
  }

  @Override
  public Map<Modality, Features> probe() {
    return model.probe();
  }

  @Override
  public List<Scores> score(List<ScoringRequest> batch) {
    batch.forEach(before);
    return model.score(batch);
  }

  @Override
  public long forwards() {
    return model.forwards();
  }

  @Override
  public void close() {
    model.close();
  }
}
