package io.lacuna.app.batch;

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
import java.util.function.Supplier;

/**
 * A model that can be opened anew, as after its device was lost. One thread scores, extracts and
 * reopens; names and digests may be asked from any thread at any time.
 */
public final class ReopenableModel implements ScoringModel {
  private final Supplier<ScoringModel> opener;
  private volatile ScoringModel current;
  private volatile long forwardsBefore;

  /** Opens the model. */
  public ReopenableModel(Supplier<ScoringModel> opener) {
    this.opener = opener;
    this.current = opener.get();
  }

  /**
   * Frees what the model holds, then opens it again. When that fails the closed one stays, whose
   * calls fail, until the next attempt.
   *
   * @throws IllegalStateException if another model lies there now
   */
  void reopen() {
    ScoringModel old = current;
    old.close();
    ScoringModel opened = opener.get();
    if (!opened.modelDigest().equals(old.modelDigest())
        || !opened.adapters().equals(old.adapters())) {
      opened.close();
      throw new IllegalStateException(
          "the model's folder now holds another model or other adapters; put back "
              + old.modelDigest()
              + " with "
              + old.adapters()
              + ", or restart");
    }
    forwardsBefore += old.forwards();
    current = opened;
  }

  @Override
  public String modelDigest() {
    return current.modelDigest();
  }

  @Override
  public List<TaskSpec> tasks() {
    return current.tasks();
  }

  @Override
  public Set<String> adapters() {
    return current.adapters();
  }

  @Override
  public String defaultAdapter() {
    return current.defaultAdapter();
  }

  @Override
  public String adapterId(String digest) {
    return current.adapterId(digest);
  }

  @Override
  public Features extract(Modality modality, Payload payload) throws PayloadException {
    return current.extract(modality, payload);
  }

  @Override
  public Map<Modality, Features> probe() {
    return current.probe();
  }

  @Override
  public List<Scores> score(List<ScoringRequest> batch) {
    return current.score(batch);
  }

  @Override
  public long forwards() {
    return forwardsBefore + current.forwards();
  }

  @Override
  public void close() {
    current.close();
  }
}
